"""Personal: values about people, with right check digits, and the words people put around them."""

import hashlib

from made import HEX, UPPER, digits, grouped, runs, until, weighted, with_luhn

GIVEN = "anna bruno clara dmitri elif farid gita henk ines jakub katya luca maya nils oriol paula quentin rosa stefan tariq".split()
FAMILY = "almeida berg conti duarte eriksen fischer gomez hansen ibrahim janssen kaya lindholm marchetti nowak ortega petrov".split()
HOSTS = ["harbour-freight.net", "blaumeer.de", "correo-sur.es", "posta-lunga.it", "kraft-und-sohn.com", "studio-nord.se", "mailhaus.org"]


def email(draw):
    joined = draw.choice([".", "_", "", "-"])
    return f"{draw.choice(GIVEN)}{joined}{draw.choice(FAMILY)}{draw.choice(['', digits(draw, 2), '+news'])}@{draw.choice(HOSTS)}"


def phone(draw):
    return draw.choice([
        lambda: f"+1 {draw.randint(212, 989)} {draw.randint(230, 989)} {digits(draw, 4)}",
        lambda: f"+44 20 7{digits(draw, 3)} {digits(draw, 4)}",
        lambda: f"+49 176 {digits(draw, 8)}",
        lambda: f"+33 6 {digits(draw, 2)} {digits(draw, 2)} {digits(draw, 2)} {digits(draw, 2)}",
        lambda: f"+39 34{draw.randint(0, 9)} {digits(draw, 7)}",
        lambda: f"+48 60{draw.randint(0, 9)} {digits(draw, 3)} {digits(draw, 3)}",
        lambda: f"+351 91{draw.randint(0, 9)} {digits(draw, 3)} {digits(draw, 3)}",
    ])()


def card(draw):
    start, length = draw.choice([("45", 16), ("52", 16), ("2720", 16), ("34", 15), ("6011", 16), ("3530", 16)])
    number = with_luhn(start + digits(draw, length - 1 - len(start)))
    return grouped(number, 4, draw.choice([" ", "-", ""])) if length == 16 else number


def iban(draw):
    country, form = draw.choice([("DE", "18"), ("AT", "16"), ("IT", "A22"), ("CH", "17"), ("SE", "20"), ("IE", "AAAA14"), ("PT", "21")])
    letters = form.count("A")
    account = runs(draw, UPPER, letters) + digits(draw, int(form[letters:]))
    number = int("".join(str(int(character, 36)) for character in account + country + "00"))
    whole = f"{country}{98 - number % 97:02}{account}"
    return draw.choice([whole, grouped(whole, 4, " ")])


def ssn(draw):
    return f"{draw.choice([draw.randint(1, 665), draw.randint(667, 899)]):03}-{draw.randint(1, 99):02}-{draw.randint(1, 9999):04}"


def nhs(draw):
    def one(draw):
        number = draw.choice("4679") + digits(draw, 8)
        check = 11 - weighted(number, range(10, 1, -1)) % 11
        return None if check == 10 else number + str(check % 11)

    number = until(draw, one)
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def cpf(draw):
    number = digits(draw, 9)
    for _ in range(2):
        rest = weighted(number, range(len(number) + 1, 1, -1)) * 10 % 11
        number += str(rest % 10)
    return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"


def pesel(draw):
    number = f"{draw.randint(45, 99)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{digits(draw, 4)}"
    return number + str(-weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def dni(draw):
    number = digits(draw, 8)
    return number + "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def nir(draw):
    number = f"{draw.choice('12')}{draw.randint(40, 99)}{draw.randint(1, 12):02}{draw.randint(1, 95):02}{draw.randint(1, 600):03}{draw.randint(1, 500):03}"
    check = f"{97 - int(number) % 97:02}"
    return draw.choice([number + check, f"{number[0]} {number[1:3]} {number[3:5]} {number[5:7]} {number[7:10]} {number[10:]} {check}"])


def bsn(draw):
    def one(draw):
        number = draw.choice("123456") + digits(draw, 7)
        check = weighted(number, range(9, 1, -1)) % 11
        return None if check == 10 else number + str(check)

    return until(draw, one)


def steuer_id(draw):
    # Ten digits of which one stands twice, and one does not stand at all; then ISO 7064 mod 11,10.
    pool = draw.sample("0123456789", 9)
    first = draw.choice([digit for digit in pool if digit != "0"])
    pool.remove(first)
    rest = pool + [draw.choice(pool)]
    draw.shuffle(rest)
    number, product = first + "".join(rest), 10
    for digit in number:
        product = (int(digit) + product) % 10 or 10
        product = product * 2 % 11
    return number + str((11 - product) % 10)


ODD = {character: value for value, characters in {
    1: "0A", 0: "1B", 5: "2C", 7: "3D", 9: "4E", 13: "5F", 15: "6G", 17: "7H", 19: "8I", 21: "9J", 2: "K", 4: "L", 18: "M", 20: "N", 11: "O",
    3: "P", 6: "Q", 8: "R", 12: "S", 14: "T", 16: "U", 10: "V", 22: "W", 25: "X", 24: "Y", 23: "Z"}.items() for character in characters}


def codice_fiscale(draw):
    consonants = "BCDFGLMNPRSTVZ"
    number = (runs(draw, consonants, 6) + f"{draw.randint(40, 99)}" + draw.choice("ABCDEHLMPRST")
              + f"{draw.randint(1, 28) + draw.choice([0, 40]):02}" + draw.choice("ABCDEFGHIL") + digits(draw, 3))
    even = lambda character: int(character) if character.isdigit() else ord(character) - 65
    total = sum(ODD[character] if index % 2 == 0 else even(character) for index, character in enumerate(number))
    return number + chr(65 + total % 26)


def aadhaar(draw):
    multiply = lambda a, b: (a + b) % 5 if a < 5 and b < 5 else (a + b - 5) % 5 + 5 if a < 5 else (a - b - 5) % 5 + 5 if b < 5 else (a - b) % 5
    permuted = [list(range(10)), [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
    for _ in range(6):
        permuted.append([permuted[-1][digit] for digit in permuted[1]])
    body = draw.choice("23456789") + digits(draw, 10)
    for check in "0123456789":
        sum_ = 0
        for index, digit in enumerate(reversed(body + check)):
            sum_ = multiply(sum_, permuted[index % 8][int(digit)])
        if sum_ == 0:
            return grouped(body + check, 4, " ")
    raise AssertionError("one digit of ten fits")


def address(draw):
    return draw.choice([
        lambda: ".".join(str(draw.randint(low, 220)) for low in (24, 1, 1, 1)),
        lambda: "2a0" + draw.choice("1234567") + ":" + ":".join(runs(draw, HEX[1:], 4) for _ in range(7)),
    ])()


def bitcoin(draw):
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    payload = b"\0" + draw.randbytes(20)
    whole = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(whole, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = alphabet[rest] + text
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + text


# (kind, how it is made, what stands around it). Where a number says nothing by itself, a word always stands by it.
KINDS = [
    ("e-mail", email, ["please write to {}", "{}", "From: {}", '"contact": "{}"', "meine Adresse: {}", "mon adresse est {}"]),
    ("telephone", phone, ["{}", "phone {}", "Tel.: {}", "my number: {}", "téléphone : {}", "llámame al {}"]),
    ("card", card, ["{}", "pay with {}", "card: {}", "Kreditkarte {}", '"pan": "{}"', "tarjeta {} cvv 123"]),
    ("IBAN", iban, ["{}", "IBAN: {}", "please transfer to {}", "Konto {}", "conto corrente {}"]),
    ("US SSN", ssn, ["SSN {}", "her social security number is {}", "{}", "ssn: {}"]),
    ("NHS number", nhs, ["NHS number {}", "NHS no: {}", "patient, NHS {}"]),
    ("BR CPF", cpf, ["{}", "CPF: {}", "meu CPF é {}"]),
    ("PL PESEL", pesel, ["PESEL {}", "mój PESEL to {}", "pesel={}"]),
    ("ES DNI", dni, ["DNI {}", "mi DNI es {}", "NIF: {}"]),
    ("FR NIR", nir, ["NIR {}", "numéro de sécurité sociale : {}", "sécu {}"]),
    ("NL BSN", bsn, ["BSN {}", "burgerservicenummer: {}", "mijn BSN is {}"]),
    ("DE Steuer-ID", steuer_id, ["Steuer-ID {}", "IdNr. {}", "Steueridentifikationsnummer: {}"]),
    ("IT codice fiscale", codice_fiscale, ["{}", "codice fiscale {}", "CF: {}"]),
    ("IN Aadhaar", aadhaar, ["Aadhaar {}", "aadhaar number: {}"]),
    ("IP address", address, ["{}", "client={}", "login from {}", "ping {}"]),
    ("bitcoin", bitcoin, ["{}", "send it to {}", "BTC {}"]),
]
