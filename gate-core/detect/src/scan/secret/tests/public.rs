//! Public values: none is found under any of the names that people give it, and the secret beside it is.

use super::super::form::Form;
use super::super::rules::PUBLIC;
use super::lot::{Lot, filled};
use super::{findings_of, found};
use crate::Profile;

/// How a value is written under a name.
fn written(name: &str, value: &str) -> [String; 5] {
    [
        format!("{name}: \"{value}\","),
        format!("{name}={value}\n"),
        format!("export {name}=\"{value}\""),
        format!("\"{name}\": \"{value}\""),
        format!("const {name} = '{value}';"),
    ]
}

/// Rows of a form, the names it usually has, and whether it is public without a name, too.
const ROWS: &[(&str, &[&str], bool)] = &[
    (
        "pk_live_{alnum 24}",
        &["publishableKey", "STRIPE_PUBLISHABLE_KEY", "NEXT_PUBLIC_STRIPE_KEY", "key"],
        true,
    ),
    (
        "pk_test_{alnum 99}",
        &["publishableKey", "REACT_APP_STRIPE_PUBLISHABLE_KEY", "VITE_STRIPE_API_KEY"],
        true,
    ),
    ("pk_test_{wordpad 40}", &["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "clerkToken"], true),
    ("sq0idp-{word 22}", &["SQUARE_APPLICATION_ID", "applicationId", "square_api_key"], true),
    ("rzp_live_{alnum 14}", &["RAZORPAY_KEY_ID", "key", "NEXT_PUBLIC_RAZORPAY_KEY"], true),
    ("FLWPUBK-{alnum 32}-X", &["FLW_PUBLIC_KEY", "public_key", "REACT_APP_FLUTTERWAVE_API_KEY"], true),
    ("FLWPUBK_TEST-{alnum 32}-X", &["FLW_PUBLIC_KEY", "flutterwave_key"], true),
    ("live_pub_{hex 31}", &["LOB_PUBLISHABLE_KEY", "lob_api_key"], true),
    ("Mid-client-{word 16}", &["MIDTRANS_CLIENT_KEY", "clientKey", "data-client-key"], true),
    (
        "pk.eyJ{word 60}.{word 22}",
        &["MAPBOX_TOKEN", "mapboxgl.accessToken", "NEXT_PUBLIC_MAPBOX_TOKEN"],
        true,
    ),
    ("public_{base64 27}=", &["IMAGEKIT_PUBLIC_KEY", "publicKey", "imagekit_key"], true),
    ("sb_publishable_{word 31}", &["SUPABASE_PUBLISHABLE_KEY", "VITE_SUPABASE_KEY", "apikey"], true),
    ("6L{word 38}", &["RECAPTCHA_SITE_KEY", "sitekey", "data-sitekey", "NEXT_PUBLIC_RECAPTCHA_KEY"], true),
    ("0x4AAAAAAA{word 14}", &["TURNSTILE_SITE_KEY", "sitekey", "NEXT_PUBLIC_TURNSTILE_KEY"], true),
    (
        "{digit 12}-{base36 32}.apps.googleusercontent.com",
        &["client_id", "GOOGLE_CLIENT_ID", "clientId"],
        true,
    ),
    ("mdb_sa_id_{hex 24}", &["MONGODB_ATLAS_CLIENT_ID", "clientId"], true),
    ("AC{hex 32}", &["TWILIO_ACCOUNT_SID", "accountSid", "twilio_sid"], true),
    ("cli_{hex 16}", &["LARK_APP_ID", "app_id"], true),
    ("pk-lf-{uuid}", &["LANGFUSE_PUBLIC_KEY", "publicKey", "langfuse_key"], true),
    ("phc_{alnum 43}", &["POSTHOG_KEY", "NEXT_PUBLIC_POSTHOG_KEY", "api_key", "posthog_token"], true),
    ("pub{hex 32}", &["DD_CLIENT_TOKEN", "clientToken", "datadog_client_token"], true),
    ("NRJS-{hex 19}", &["NEW_RELIC_LICENSE_KEY", "licenseKey", "NEW_RELIC_BROWSER_KEY"], true),
    ("mob-{uuid}", &["LAUNCHDARKLY_MOBILE_KEY", "mobileKey"], true),
    ("dvc_client_{word 24}", &["DEVCYCLE_CLIENT_SDK_KEY", "sdkKey", "NEXT_PUBLIC_DEVCYCLE_KEY"], true),
    ("pubkey-{hex 32}", &["MAILGUN_PUBLIC_KEY", "mailgun_key"], true),
    (
        "https://{hex 32}@o{digit 6}.ingest.sentry.io/{digit 7}",
        &["SENTRY_DSN", "dsn", "NEXT_PUBLIC_SENTRY_DSN"],
        true,
    ),
    ("{hex 32}", &["SPOTIFY_CLIENT_ID", "spotifyClientId", "adobe_client_id", "CLOUDFLARE_ACCOUNT_ID"], true),
    ("{hex 24}", &["LAUNCHDARKLY_CLIENT_SIDE_ID", "clientSideID", "PLAID_CLIENT_ID"], true),
    ("{uuid}", &["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "ONESIGNAL_APP_ID", "docusignAccountId"], true),
    (
        "{alnum 32}",
        &["AUTH0_CLIENT_ID", "auth0ClientId", "SEGMENT_WRITE_KEY", "NEXT_PUBLIC_SEGMENT_WRITE_KEY"],
        false,
    ),
    ("{digit 18}", &["DISCORD_CLIENT_ID", "DISCORD_APPLICATION_ID", "clientId"], true),
    ("{digit 12}", &["AWS_ACCOUNT_ID", "account_id", "accountId"], true),
    ("A{word 79}", &["PAYPAL_CLIENT_ID", "paypalClientId", "NEXT_PUBLIC_PAYPAL_CLIENT_ID"], true),
    ("0oa{alnum 17}", &["OKTA_CLIENT_ID", "oktaClientId"], true),
    ("Iv1.{hex 16}", &["GITHUB_CLIENT_ID", "githubClientId"], true),
];

#[test]
fn public_values_are_not_found() {
    let mut lot = Lot::of("public values");
    let mut wrong = Vec::new();
    for (form, names, alone) in ROWS {
        for _ in 0..5 {
            let value = filled(form, &mut lot);
            let bare = [value.clone(), format!("use {value}, please"), format!("init('{value}')")];
            let texts = names.iter().flat_map(|name| written(name, &value));
            for text in texts.chain(bare.into_iter().filter(|_| *alone)) {
                wrong.extend(found(&text).first().map(|value| format!("{form}: {value} in {text:?}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} found:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_secrets_beside_them_are_found() {
    let rows: &[(&str, &[&str])] = &[
        (
            concat!("sk", "_live_{alnum 24}"),
            &["publishableKey", "NEXT_PUBLIC_STRIPE_KEY", "VITE_STRIPE_KEY", "id"],
        ),
        ("sk-lf-{uuid}", &["LANGFUSE_SECRET_KEY", "NEXT_PUBLIC_LANGFUSE_KEY"]),
        ("sq0csp-{word 43}", &["SQUARE_APPLICATION_SECRET", "REACT_APP_SQUARE"]),
        ("GOCSPX-{word 28}", &["client_secret", "NEXT_PUBLIC_GOOGLE_CLIENT_SECRET"]),
        ("sb_secret_{word 31}", &["SUPABASE_KEY", "NEXT_PUBLIC_SUPABASE_KEY"]),
        ("sk.eyJ{word 60}.{word 22}", &["MAPBOX_TOKEN", "VITE_MAPBOX_TOKEN"]),
        ("phx_{word 43}", &["POSTHOG_KEY", "NEXT_PUBLIC_POSTHOG_KEY"]),
        ("6L{word 38}", &["RECAPTCHA_SECRET_KEY", "recaptchaSecret", "RECAPTCHA_PRIVATE_KEY"]),
        (
            "{hex 32}",
            &["SPOTIFY_CLIENT_SECRET", "TWILIO_AUTH_TOKEN", "DATADOG_API_KEY", "NEXT_PUBLIC_API_KEY"],
        ),
        (
            "{alnum 32}",
            &["client_secret", "NEXT_PUBLIC_SECRET_TOKEN", "REACT_APP_API_KEY", "VITE_ACCESS_TOKEN"],
        ),
        ("{alnum 40}", &["NEXT_PUBLIC_TOKEN", "NUXT_PUBLIC_API_SECRET", "EXPO_PUBLIC_AUTH_TOKEN"]),
        ("{alnum 24}", &["RAZORPAY_KEY_SECRET", "razorpay_secret"]),
        ("AIza{word 35}", &["GOOGLE_MAPS_API_KEY", "NEXT_PUBLIC_GOOGLE_API_KEY", "key"]),
    ];
    let mut lot = Lot::of("secret values");
    for (form, names) in rows {
        for _ in 0..5 {
            let value = filled(form, &mut lot);
            for text in names.iter().flat_map(|name| written(name, &value)) {
                assert_eq!(found(&text), [value.as_str()], "{form} in {text:?}");
            }
        }
    }
}

#[test]
fn every_public_form_is_known_wherever_it_stands() {
    let mut lot = Lot::of("public forms");
    for public in PUBLIC {
        for notation in public.forms {
            let form = Form::parse(notation).unwrap_or_else(|| panic!("{notation}"));
            let beside = public.beside.first().map_or(String::new(), |word| format!("{word}: 1, "));
            for _ in 0..5 {
                let value = lot.value(&form);
                for name in ["apiKey", "token", "client_secret_key"]
                    .into_iter()
                    .take(2 + usize::from(public.unless.is_empty()))
                {
                    let text = format!("{{ {beside}{name}: \"{value}\" }}");
                    assert_eq!(found(&text), [""; 0], "{notation} in {text:?}");
                }
            }
        }
    }
}

#[test]
fn what_makes_a_value_public_must_be_near() {
    let key = ["AI", "zaQ7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue1Bo"].concat();
    let far = "x ".repeat(140);
    let rows = [
        (format!("const firebaseConfig = {{ apiKey: \"{key}\" }}"), false),
        (format!("{{ apiKey: \"{key}\", authDomain: \"demo.web.app\" }}"), false),
        (format!("{{ apiKey: \"{key}\", projectId: \"demo\" }}"), true),
        (format!("firebase {far} apiKey: \"{key}\" {far} authDomain"), true),
    ];
    let strict = Profile::strict().with_pii(false).with_decoding(false);
    for (text, reported) in rows {
        assert_eq!(found(&text).len(), usize::from(reported), "{text}");
        assert_eq!(findings_of(&text, "", &strict).len(), 1, "strict: {text}");
    }
}
