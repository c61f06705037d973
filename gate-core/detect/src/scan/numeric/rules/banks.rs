//! Banks: routing and account numbers, which only their names tell.

use super::super::checks::{number, weighted};
use super::super::rule::{FAIR, Rule, SHAPE, Scores, WEAK, anything};
use crate::EntityKind;
use crate::scan::context::Words;

const ROUTING: &Words =
    &["routing", "aba", "routing number", "rtn", "transit", "routing no", "aba number", "ach", "fedwire"];
const ACCOUNT: &Words = &[
    "account number",
    "account no",
    "account num",
    "acct",
    "acct no",
    "accountnumber",
    "acctnumber",
    "bank account",
    "checking account",
    "savings account",
    "checking",
    "debit account",
    "account nr",
    "bank acct",
    "kontonummer",
    "konto nr",
    "konto",
    "bankkonto",
    "numéro de compte",
    "numero de compte",
    "compte bancaire",
    "rib",
    "número de cuenta",
    "numero de cuenta",
    "cuenta bancaria",
    "cuenta",
    "conto corrente",
    "numero di conto",
    "conta bancária",
    "conta bancaria",
    "conta corrente",
    "rekeningnummer",
    "rachunek",
    "numer konta",
    "rachunku",
    "kontonr",
    "tilinumero",
    "bank",
    "savings",
    "银行账号",
    "銀行口座",
    "口座番号",
    "계좌번호",
    "账号",
    "номер счета",
    "расчетный счет",
    "clabe",
    "bsb",
];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { kind: EntityKind::UsRouting, name: "us-routing", layouts: &["#########", "####-####-#"], check: routing,
           scores: WEAK, words: ROUTING },
    Rule { kind: EntityKind::BankAccount, name: "mx-clabe", layouts: &["##################"], check: clabe, scores: FAIR,
           words: &["clabe", "clabe interbancaria", "cuenta", "cuenta clabe"] },
    Rule { kind: EntityKind::BankAccount, name: "es-ccc", layouts: &["####~####~##~##########", "####################"],
           check: ccc, scores: Scores { bare: 60, parted: 80, named: 95 }, words: &["ccc", "cuenta", "cuenta corriente"] },
    Rule { kind: EntityKind::BankAccount, name: "cz-account", layouts: &["######-##########/####", "##########/####", "#########/####"],
           check: anything, scores: SHAPE, words: &["účet", "ucet", "číslo účtu", "cislo uctu", "účtu"] },
    Rule { kind: EntityKind::BankAccount, name: "bank-account", check: anything, scores: SHAPE, words: ACCOUNT,
           layouts: &["######", "#######", "########", "#########", "##########", "###########", "############", "#############",
                      "##############", "###############", "################", "#################", "####-####-####", "###-######",
                      "####~####~####~####", "##-####-#######-###", "### ### ###", "#### ######", "###-###-######", "##-##-## ########",
                      "####-#######", "####.##.#####", "### #######"] },
];

/// American Bankers Association: weights 3, 7, 1. The district (the first two digits) is not asked for: lists of
/// districts in use have grown more than once.
fn routing(id: &[u8]) -> bool {
    id[..4] != *b"0000" && weighted(id, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// Weights 3, 7, 1 with each product modulo ten.
fn clabe(id: &[u8]) -> bool {
    weighted(id, &[3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// Two digits: one for bank and office, one for the account, weights 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 modulo 11.
fn ccc(id: &[u8]) -> bool {
    let digit = |sum: u32| match 11 - sum % 11 {
        10 => 1,
        11 => 0,
        digit => digit,
    };
    let office = digit(weighted(&id[..8], &[4, 8, 5, 10, 9, 7, 3, 6]));
    let account = digit(weighted(&id[10..], &[1, 2, 4, 8, 5, 10, 9, 7, 3, 6]));
    number(&id[8..10]) == office * 10 + account
}
