//! Listing: every rule that finds secrets, for documents and for people who write policies.

use super::catalog;

/// A rule that finds secrets. The same name stands in the findings of the rule; see [`Finding::rule`](crate::Finding).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretRule {
    /// Its name, such as `github-token`. It never changes.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub description: &'static str,
}

/// The rules that are no rows of a table: their values have no form that could be written as one.
const OTHERS: &[(&str, &str)] = &[
    ("assigned-secret", "value of a variable, field, flag or attribute that is called like a key or a token"),
    ("assigned-password", "value of one that is called like a password"),
    ("assigned-pin", "four to eight digits behind the name of a PIN or a one-time code"),
    ("opaque-token", "word that only a lottery could have drawn, which nothing announces"),
    ("unannounced-password", "word of letters, digits and signs that take turns as in a password"),
    ("json-web-token", "JSON Web Token, signed or encrypted"),
    ("public-web-token", "JSON Web Token that is handed out to everyone; below the standard profile's score"),
    ("aws-secret-access-key", "secret access key of Amazon Web Services"),
    ("private-key-block", "private key in PEM, OpenPGP or PuTTY's form"),
    ("password-hash", "hash of a password, as password files hold it"),
    ("address-credentials", "user name and password in the address of a service"),
    ("basic-authorization", "user name and password in an HTTP header"),
    ("bearer-authorization", "bearer token in an HTTP header"),
    ("other-authorization", "credentials of another scheme in an HTTP header"),
    ("azure-entra-secret", "client secret of Microsoft Entra"),
    ("openshift-token", "access token of OpenShift"),
    ("braintree-token", "access token of Braintree"),
    ("salesforce-session", "session or access token of Salesforce"),
    ("facebook-app-token", "app access token of Facebook"),
    ("amazon-login-token", "access token of Login with Amazon"),
    ("roblox-cookie", "session cookie of Roblox"),
    ("asaas-token", "key of Asaas"),
    ("encoded-value", "secret (or personal data) behind an encoding such as base64"),
];

/// Every rule that finds secrets: first those for keys of one issuer, then the general ones. No name occurs twice.
///
/// ```
/// let rule = gate_detect::secret_rules().find(|rule| rule.id == "github-token").expect("it is one of them");
/// assert_eq!(rule.description, "token of a GitHub user or app");
/// ```
pub fn secret_rules() -> impl Iterator<Item = SecretRule> {
    let of_issuers = catalog::rules().map(|rule| SecretRule { id: rule.id, description: rule.what });
    of_issuers.chain(OTHERS.iter().map(|(id, description)| SecretRule { id, description }))
}
