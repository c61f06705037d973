//! Words that decide about names.

use crate::scan::context::Words;

/// Small words inside names.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "el", "al",
    "bin", "ibn", "ben", "ter", "ten", "zu", "zur", "af", "av",
];

/// What a Chinese, Japanese or Korean sentence puts behind a name.
pub(super) const ENDINGS: &[&str] =
    &["です", "と申", "といい", "と言", "だ", "，", "今年", "입니다", "이에요", "예요", "이고", "라고"];

/// Before `name` in keys and labels that mean a person.
#[rustfmt::skip]
pub(super) const KEY_OWNERS: &[&str] = &[
    "first", "last", "full", "given", "family", "middle", "maiden", "sur", "fore", "legal", "birth", "customer",
    "patient", "holder", "cardholder", "contact", "client", "employee", "recipient", "sender", "passenger", "guest",
    "beneficiary", "applicant", "student", "teacher", "doctor", "physician", "person", "parent", "mother", "father",
    "spouse", "child", "tenant", "buyer", "seller", "payee", "payer", "candidate", "traveler", "traveller", "visitor",
    "shipping", "billing", "attendee", "participant", "nominee", "resident", "insured", "caller", "sür",
];

/// Near a bare `name` that is a person's.
#[rustfmt::skip]
pub(super) const BARE_CONTEXT: &Words = &[
    "email", "e-mail", "mail", "phone", "tel", "mobile", "age", "gender", "sex", "birth", "birthday", "birthdate", "dob",
    "born", "ssn", "passport", "patient", "customer", "employee", "contact", "passenger", "applicant", "cardholder",
    "surname", "nationality", "salary", "address", "occupation", "doctor", "telefon", "teléfono", "edad", "alter",
    "correo", "téléphone", "âge",
];

/// What the place of a person's name is called.
#[rustfmt::skip]
pub(super) const PLACES: &Words = &[
    "full name", "fullname", "first name", "firstname", "last name", "lastname", "surname", "given name", "family name",
    "middle name", "maiden name", "customer name", "patient name", "contact name", "cardholder", "cardholder name",
    "account holder", "holder name", "passenger name", "employee name", "person name", "vorname", "nachname", "apellido",
    "apellidos", "prénom", "cognome", "sobrenome", "nazwisko", "imię", "voornaam", "achternaam",
];

/// Words that begin with a capital letter at the start of a sentence, in a title or in a salutation, and are no names.
#[rustfmt::skip]
pub(super) const NO_NAMES: &[&str] = &[
    "a", "about", "account", "administrator", "admin", "after", "again", "all", "also", "always", "am", "an", "and",
    "another", "any", "anyone", "are", "as", "at", "available", "be", "because", "been", "before", "being", "bot", "boss",
    "but", "by", "called", "can", "candidate", "chat", "class", "client", "clients", "co", "colleague", "colleagues",
    "community", "customer", "customers", "diary", "did", "do", "does", "doctor", "editor", "everybody", "everyone",
    "example", "false", "field", "fine", "folks", "for", "friend", "friends", "from", "functional", "gentlemen", "gentleman",
    "get", "god", "going", "good", "guest", "guys", "hamburger", "happy", "have", "he", "heart", "her", "here", "hi", "hiring",
    "his", "how", "human", "i", "if", "in", "int", "is", "it", "its", "just", "kind", "ladies", "lady", "let", "like", "list",
    "lord", "madam", "ma'am", "manager", "me", "member", "members", "missing", "model", "my", "name", "names", "neighbor",
    "neighbour", "never", "new", "no", "nobody", "none", "not", "now", "null", "of", "officer", "ok", "on", "one", "only",
    "optional", "or", "other", "our", "out", "owner", "parent", "parents", "partner", "partners", "please", "professor",
    "reader", "readers", "recruiter", "required", "same", "santa", "see", "she", "sir", "sirs", "sister", "so", "some",
    "someone", "sorry", "still", "str", "string", "student", "students", "subscriber", "support", "sure", "team", "test",
    "text", "thank", "thanks", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "this", "those", "to",
    "today", "too", "true", "undefined", "unknown", "upper", "user", "users", "valued", "very", "was", "we", "welcome", "what",
    "when", "where", "which", "who", "windows", "word", "excel", "office", "access", "teams", "edge", "visual", "sql",
    "mr", "mrs", "ms", "mx", "miss", "dr", "prof", "herr", "herrn", "frau", "monsieur", "madame", "señor", "señora", "sr", "sra",
    "sig", "dott", "pan", "pani", "dos", "outlook", "paint", "world", "siri", "alexa", "google", "claude", "chatgpt", "chef", "mom", "dad", "mum", "son",
    "diary", "darling", "sweetheart", "love", "damen", "herren", "kunde", "kundin", "kunden", "zusammen", "alle", "monde",
    "todos", "todas", "tutti", "tous", "cliente", "clientes", "client", "amigo", "amigos", "equipe", "equipo",
];

/// Further words behind `I am` that tell what somebody is.
#[rustfmt::skip]
pub(super) const NO_PRESENCE: &[&str] = &[
    "american", "british", "english", "german", "french", "spanish", "italian", "chinese", "japanese", "indian", "korean",
    "canadian", "australian", "african", "european", "mexican", "brazilian", "catholic", "christian", "muslim", "jewish",
    "senior", "junior", "lead", "chief", "head", "director", "engineer", "developer", "manager", "assistant", "president",
    "vice", "software", "product", "project", "data", "ai", "chatgpt", "gpt", "claude", "gemini", "language", "machine",
    "python", "java", "rust", "windows", "linux", "google", "microsoft", "amazon", "apple", "openai", "anthropic", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "specialist", "consultant", "analyst", "architect",
];
