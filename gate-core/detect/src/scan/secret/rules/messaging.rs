//! Messaging: mail and text messages.

use crate::scan::secret::rule::rules;

rules! {
    "twilio-key" 92 Plain ["SK{anyhex 32}"] "key of Twilio";
    "twilio-token" 82 Plain ["{hex 32}"] near ["twilio"] "auth token of Twilio";
    "sendgrid-key" 95 Plain ["SG.{word 22}.{word 43}" "SG.{word 16-32}.{word 16-64}" "SG.{dotted 66}"] "key of SendGrid";
    "mailgun-key" 92 Plain ["key-{hex 32}" "key-{base36 32}"] "private key of Mailgun";
    "mailgun-signing-key" 88 Plain ["{hex 32}-{hex 8}-{hex 8}" "{base36 32}-{base36 8}-{base36 8}"] "key of Mailgun";
    "mailchimp-key" 95 Plain ["{hex 32}-us{digit 1-2}"] "key of Mailchimp";
    "mandrill-key" 80 Plain ["md-{word 22}" "{word 22}"] near ["mandrill"] "key of Mandrill";
    "postmark-token" 84 Plain ["{uuid}"] near ["postmark"] "server token of Postmark";
    "brevo-key" 95 Plain ["xkeysib-{anyhex 64}-{alnum 16}" "xsmtpsib-{hex 64}-{alnum 16}"] "key of Brevo";
    "resend-key" 92 Plain ["re_{alnum 8}_{alnum 20-24}"] "key of Resend";
    "mailersend-token" 92 Plain ["mlsn.{alnum 30-100}" "mlsn.{hex 64}"] "token of MailerSend";
    "mailerlite-token" 78 Plain ["{hex 32}"] near ["mailerlite"] "key of MailerLite";
    "mailjet-key" 82 Plain ["{hex 32}"] near ["mailjet"] "key of Mailjet";
    "sparkpost-key" 82 Plain ["{hex 40}"] near ["sparkpost"] "key of SparkPost";
    "elasticemail-key" 82 Plain ["{HEX 96}" "{uuid}"] near ["elasticemail"] "key of Elastic Email";
    "messagebird-key" 82 Plain ["{alnum 25}" "{uuid}"] near ["messagebird" "bird"] "key of MessageBird";
    "vonage-secret" 80 Plain ["{alnum 16}"] near ["vonage" "nexmo"] "secret of Vonage";
    "plivo-token" 82 Plain ["{word 40}" "MA{BASE36 18}"] near ["plivo"] "auth token of Plivo";
    "telnyx-key" 92 Plain ["KEY{word 55}" "KEY{hex 32}_{alnum 22}"] "key of Telnyx";
    "sinch-token" 80 Plain ["{hex 32}"] near ["sinch"] "token of Sinch";
    "clicksend-key" 80 Plain ["{uuid}"] near ["clicksend"] "key of ClickSend";
    "bandwidth-token" 76 Plain ["{hex 48}"] near ["bandwidth"] "token of Bandwidth";
    "customerio-key" 80 Plain ["{hex 20}" "{hex 32}"] near ["customerio"] "key of Customer.io";
    "klaviyo-key" 90 Plain ["pk_{alnum 34}"] near ["klaviyo"] "private key of Klaviyo";
    "iterable-key" 80 Plain ["{hex 32}"] near ["iterable"] "key of Iterable";
    "braze-key" 80 Plain ["{uuid}"] near ["braze" "appboy"] "key of Braze";
    "convertkit-secret" 80 Plain ["{word 43}"] near ["convertkit"] "secret of ConvertKit";
    "activecampaign-key" 80 Plain ["{hex 72}"] near ["activecampaign"] "key of ActiveCampaign";
    "onesignal-key" 95 Plain ["os_v2_app_{lower32 103}" "os_v2_org_{lower32 103}"] "key of OneSignal";
    "onesignal-old-key" 80 Plain ["{base64 48}" "{uuid}"] near ["onesignal"] "older key of OneSignal";
    "courier-key" 90 Plain ["pk_prod_{BASE36 28}" "pk_test_{BASE36 28}"] near ["courier"] "key of Courier";
    "novu-key" 78 Plain ["{hex 32}"] near ["novu"] "key of Novu";
    "loops-key" 78 Plain ["{hex 32}"] near ["loopsso"] "key of Loops";
    "nylas-key" 92 Plain ["nyk_{alnum 67}" "nyk_v0_{alnum 60-70}"] "key of Nylas";
    "gcnotify-key" 92 Plain ["gcntfy-{word 74-140}"] "key of GC Notify";
    "govuk-notify-key" 88 Plain ["{word 77-140}"] near ["notify" "govuk"] "key of GOV.UK Notify";
    "instantly-key" 85 Plain ["{base64 66}=="] near ["instantly"] "key of Instantly";
    "hunter-key" 80 Plain ["{hex 40}"] near ["hunter" "hunterio"] "key of Hunter";
    "clearbit-key" 90 Plain ["sk_{hex 32}"] near ["clearbit"] "key of Clearbit";
    "dyspatch-key" 78 Plain ["{BASE36 52}"] near ["dyspatch"] "key of Dyspatch";
}
