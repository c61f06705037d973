use crate::scan::personal::tests::{check, check_places, check_with};
use crate::{EntityKind, Profile};

#[test]
fn names_behind_a_phrase() {
    check(
        EntityKind::Person,
        &[
            ("Hello, my name is Ada Lovelace and", "Ada Lovelace"),
            ("My name's O'Brien.", "O'Brien"),
            ("my name is Jan van der Berg.", "Jan van der Berg"),
            ("I am Ada Lovelace", "Ada Lovelace"),
            ("ich heiße Jörg Müller", "Jörg Müller"),
            ("je m'appelle Chloé Dubois", "Chloé Dubois"),
            ("me llamo José García", "José García"),
            ("mi chiamo Elena", "Elena"),
            ("me chamo João da Silva", "João da Silva"),
            ("nazywam się Łukasz Nowak", "Łukasz Nowak"),
            ("Меня зовут Иван Петров", "Иван Петров"),
            ("我叫王小明，你好", "王小明"),
            ("私の名前は田中太郎です", "田中太郎"),
            ("제 이름은 김철수입니다", "김철수"),
            ("Dear Ada,", "Ada"),
            ("Dear Mr. Smith,", "Smith"),
            ("ask Dr. No", ""),
            ("ask Dr. Curie", "Curie"),
            ("Frau Schmidt kommt", "Schmidt"),
            ("Hi Ada, how are you", "Ada"),
            ("Best regards,\nAda Lovelace\n", "Ada Lovelace"),
            ("mit freundlichen Grüßen\nJörg Müller", "Jörg Müller"),
        ],
    );
}

#[test]
fn phrases_without_a_name() {
    check(
        EntityKind::Person,
        &[
            ("my name is not important", ""),
            ("my name is on the list", ""),
            ("I am Happy", ""),
            ("I'm South African", ""),
            ("I am Senior Engineer", ""),
            ("Dear Customer,", ""),
            ("Dear Sir or Madam,", ""),
            ("dear Ada", ""),
            ("the MS Windows version", ""),
            ("Hi Team, hello", ""),
            ("Hello World", ""),
            ("addr Smith", ""),
            ("hundr. Smith", ""),
            ("Ms.Smith", ""),
            ("regards, the Team", ""),
        ],
    );
}

#[test]
fn names_of_fields() {
    check(
        EntityKind::Person,
        &[
            ("{\"full_name\":\"Ada Lovelace\"}", "Ada Lovelace"),
            ("\"firstName\": \"ada\"", "ada"),
            ("First name: Ada\n", "Ada"),
            ("surname=Lovelace&x=1", "Lovelace"),
            ("Patient: Ada Lovelace, 36", "Ada Lovelace"),
            ("Nachname: Müller", "Müller"),
            ("prénom : Chloé", "Chloé"),
            ("姓名：王小明", "王小明"),
            ("{\"name\":\"Ada Lovelace\",\"email\":1}", "Ada Lovelace"),
            ("{\"name\":\"Blue Shirt\",\"price\":1}", ""),
            ("name: Foo", ""),
            ("self.name = Bar", ""),
            ("name: Install Dependencies", ""),
            ("file_name: Ada Lovelace", ""),
            ("\"hostname\": \"Ada Lovelace\"", ""),
            ("first_name: String", ""),
            ("first_name = CharField(max_length=3)", ""),
            ("last_name = models.Name", ""),
            ("\"first_name\": \"string\"", ""),
            ("patient care", ""),
        ],
    );
    check_places(
        EntityKind::Person,
        &[
            ("user.first_name", "Ada", "Ada"),
            ("customer.fullName", "Ada Lovelace", "Ada Lovelace"),
            ("file.name", "Ada Lovelace", ""),
            ("user.first_name", "Ada wrote this", ""),
        ],
    );
}

#[test]
fn small_letters_are_for_the_strict_profile() {
    check_with(
        &Profile::strict(),
        EntityKind::Person,
        &[("my name is arjun.", "arjun"), ("my name is wrong here", ""), ("my name is not.", "")],
    );
    check(EntityKind::Person, &[("my name is arjun.", "")]);
}
