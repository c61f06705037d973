//! Public values, which no rule may report: what issuers tell their customers to put into web pages and apps.

use crate::scan::secret::public::Public;

/// A table of families: the forms, what must stand beside a value, and what must not stand before it.
macro_rules! public {
    ($([$($form:literal)+] $(beside [$($beside:literal)+])? $(unless [$($unless:literal)+])?;)+) => {
        /// Every family.
        pub(in crate::scan::secret) const PUBLIC: &[Public] = &[$(
            Public { forms: &[$($form),+], beside: &[$($($beside),+)?], unless: &[$($($unless),+)?] },
        )+];
    };
}

public! {
    // Publishable keys of Stripe, and of Clerk and Paystack, which copied its form.
    ["pk_live_{alnum 10-}" "pk_test_{alnum 10-}" "pk_live_{wordpad 10-}" "pk_test_{wordpad 10-}"];
    // Ids of payment services and their keys for check-out pages.
    ["sq0idp-{word 22}" "sandbox-sq0idb-{word 22}"];
    ["rzp_live_{alnum 14}" "rzp_test_{alnum 14}"];
    ["FLWPUBK-{alnum 20-40}-X" "FLWPUBK_TEST-{alnum 12-40}-X" "FLWPUBK_TEST-{alnum 12-40}"];
    ["live_pub_{hex 31}" "test_pub_{hex 31}"];
    ["Mid-client-{word 10-24}" "SB-Mid-client-{word 10-24}"];
    ["ramp_id_{alnum 40}"];
    // Maps, pictures, pages.
    ["pk.eyJ{word 20-}.{word 20-}"];
    ["public_{base64 26-28}{pad 0-2}"];
    ["sb_publishable_{word 20-}"];
    ["AIza{word 35}"] beside ["firebase" "authdomain"];
    ["6L{word 38}"] unless ["secret" "private"];
    ["0x4AAAAAAA{word 14-15}"] unless ["secret"];
    // Clients and accounts.
    ["{digit 6-}-{base36 20-}.apps.googleusercontent.com"];
    ["amzn1.application-oa2-client.{hex 32}"];
    ["mdb_sa_id_{hex 24}"];
    ["AIK_CLIENT_{alnum 24}"];
    ["AC{hex 32}"];
    ["cli_{hex 16}"];
    // Analytics, errors and feature flags in web pages and apps.
    ["pk-lf-{uuid}"];
    ["phc_{alnum 40-50}"];
    ["pub{hex 32}"];
    ["NRJS-{hex 19}" "NRBR-{hex 19}"];
    ["mob-{uuid}"];
    ["dvc_client_{word 8-}" "dvc_mobile_{word 8-}"];
    ["{hex 32}@o{digit 1-}.ingest."];
    // Mail.
    ["pubkey-{hex 32}"];
}
