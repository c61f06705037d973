//! Asks: personas without rules, questions for hidden instructions, and orders to act. Each rule has a lead phrase
//! that is looked for in the text, and companions that must stand near it in the same sentence.

use super::super::InjectionClass;

/// On which side of the lead phrase a companion must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Side {
    Before,
    After,
    Around,
}

/// One of `phrases` must stand within `reach` tokens on that side.
#[derive(Debug)]
pub(in super::super) struct Near {
    pub(in super::super) side: Side,
    pub(in super::super) reach: usize,
    pub(in super::super) phrases: &'static [&'static str],
}

/// One rule.
#[derive(Debug)]
pub(in super::super) struct Ask {
    pub(in super::super) rule: &'static str,
    pub(in super::super) class: InjectionClass,
    pub(in super::super) score: u8,
    pub(in super::super) lead: &'static [&'static str],
    pub(in super::super) near: &'static [Near],
    /// What must not follow the lead phrase directly.
    pub(in super::super) not_before: &'static [&'static str],
    /// Whether the lead phrase is an acronym and counts in capitals only.
    pub(in super::super) capitals: bool,
    /// Whether somebody who may give instructions may say this.
    pub(in super::super) data_only: bool,
}

const EMPTY: Ask = Ask {
    rule: "",
    class: InjectionClass::Override,
    score: 0,
    lead: &[],
    near: &[],
    not_before: &[],
    capitals: false,
    data_only: false,
};

const fn before(reach: usize, phrases: &'static [&'static str]) -> Near {
    Near { side: Side::Before, reach, phrases }
}

const fn after(reach: usize, phrases: &'static [&'static str]) -> Near {
    Near { side: Side::After, reach, phrases }
}

const fn around(reach: usize, phrases: &'static [&'static str]) -> Near {
    Near { side: Side::Around, reach, phrases }
}

#[rustfmt::skip]
const PERSONA_VERBS: &[&str] = &[
    "you are", "you're", "you have", "you've", "act as", "pretend you", "pretend to", "pretend that you",
    "imagine you", "imagine that you", "respond", "answer", "answers", "responds", "an ai", "ai", "bot", "assistant",
    "chatbot", "model", "simulate", "roleplay", "role play", "behave", "act like", "reply", "you will", "you can",
];
#[rustfmt::skip]
const LEAK_VERBS: &[&str] = &[
    "repeat", "print", "reveal", "output", "display", "show", "dump", "leak", "disclose", "recite", "expose", "share",
    "tell", "give", "what is", "what are", "what's", "what were", "what was", "write out", "write down", "copy",
    "paste", "provide", "list", "return", "echo", "spell out", "type", "send", "quote", "divulge", "summarize",
    "summarise", "describe", "translate", "encode", "see", "read", "know", "rewrite", "include", "append", "put",
];
#[rustfmt::skip]
const PROMPT_NOUNS: &[&str] = &[
    "system prompt", "system prompts", "system message", "system instruction", "system instructions",
    "initial prompt", "initial instructions", "initial message", "hidden instructions", "hidden prompt",
    "original prompt", "original instructions", "developer message", "developer instructions", "secret instructions",
    "secret prompt", "preprompt", "pre-prompt", "internal instructions", "internal prompt", "first message",
    "custom instructions", "previous instructions", "prior instructions", "base prompt", "starting prompt",
];
#[rustfmt::skip]
const SECRET_NOUNS: &[&str] = &[
    "api key", "api keys", "password", "passwords", "credentials", "secrets", "access token", "access tokens",
    "private key", "private keys", "ssh key", "ssh keys", "conversation history", "chat history",
    "this conversation", "entire conversation", "full conversation", "whole conversation", "environment variables",
    "session token", "session cookie", "cookies", "contact list", "contacts", "user's data", "user data",
    "users data", "personal data", "system prompt", "id_rsa", "credit card", "2fa code", "verification code",
    "security code", "all emails", "all files", "inbox", "bank details", "user's email", "memory",
];

/// Every rule.
#[rustfmt::skip]
pub(in super::super) const ASKS: &[Ask] = &[
    // --- prompt leak ---
    Ask {
        rule: "leak-your-prompt", class: InjectionClass::PromptLeak, score: 80, lead: PROMPT_NOUNS,
        near: &[
            before(6, &["your", "you were given", "you received", "chatgpt's", "its"]),
            before(12, LEAK_VERBS),
        ],
        ..EMPTY
    },
    Ask {
        rule: "leak-your-prompt", class: InjectionClass::PromptLeak, score: 60,
        lead: &["instructions", "prompt", "directives"],
        near: &[
            before(4, &["your", "all your", "your own", "your exact", "your full"]),
            before(8, &[
                "repeat", "print", "reveal", "output", "display", "show me", "dump", "leak", "disclose", "recite",
                "expose", "tell me", "what are", "what is", "what's", "what were", "divulge", "share",
            ]),
        ],
        not_before: &["for", "to", "on", "about", "how"],
        ..EMPTY
    },
    Ask {
        rule: "leak-the-prompt", class: InjectionClass::PromptLeak, score: 75, lead: PROMPT_NOUNS,
        near: &[
            before(10, &[
                "repeat", "print", "reveal", "output", "display", "show me", "dump", "leak", "disclose", "recite",
                "expose", "tell me", "give me", "divulge", "write out", "return", "paste", "copy",
            ]),
            around(10, &[
                "verbatim", "word for word", "exact", "exactly", "full", "entire", "complete", "in full",
                "code block", "before this", "above", "character by character", "unmodified", "you were given",
                "you were", "without changes", "raw",
            ]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "leak-the-prompt", class: InjectionClass::PromptLeak, score: 55, lead: PROMPT_NOUNS,
        near: &[before(4, &["reveal", "leak", "disclose", "dump", "expose", "divulge", "recite", "tell me", "show me"])],
        ..EMPTY
    },
    Ask {
        rule: "leak-above", class: InjectionClass::PromptLeak, score: 75,
        lead: &["repeat", "print", "output", "echo", "reproduce", "recite", "repeating", "write down", "type out"],
        near: &[
            after(5, &["text", "words", "everything", "sentences", "content", "contents", "paragraph", "message",
                "instructions", "prompt"]),
            after(8, &["above", "before this", "prior to this", "preceding", "that came before", "so far"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "leak-beginning", class: InjectionClass::PromptLeak, score: 80,
        lead: &["starting with", "starts with", "beginning with", "begins with", "that begin with"],
        near: &[
            after(4, &["you are", "you're a", "the phrase you are", "you are chatgpt"]),
            around(14, &["repeat", "print", "output", "everything", "text", "words", "prompt", "put", "sentences"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "leak-told", class: InjectionClass::PromptLeak, score: 65,
        lead: &[
            "what were you told", "what were you instructed", "what have you been told", "what have you been instructed",
            "what instructions were you given", "what instructions did you receive", "what rules were you given",
            "what instructions have you been given", "what did your developers tell you", "what did openai tell you",
            "what does your prompt say", "what does your system prompt say", "instructions you were given",
            "what was written before", "what were you given before", "what was said before this conversation",
        ],
        ..EMPTY
    },
    Ask {
        rule: "leak-multilingual", class: InjectionClass::PromptLeak, score: 75,
        lead: &[
            "prompt del sistema", "prompt de sistema", "instrucciones iniciales", "instrucciones del sistema",
            "prompt système", "instructions initiales", "instructions système", "systemprompt", "systemanweisungen",
            "prompt di sistema", "istruzioni iniziali", "prompt do sistema", "instruções iniciais",
            "системный промпт", "системные инструкции", "начальные инструкции", "системний промпт",
            "systeemprompt", "prompt systemowy", "instrukcje systemowe", "sistem istemini", "systemprompten",
        ],
        near: &[before(7, &[
            "muestra", "muéstrame", "revela", "repite", "imprime", "dime", "affiche", "révèle", "répète", "montre",
            "zeige", "zeig", "verrate", "wiederhole", "gib", "nenne", "mostra", "mostrami", "ripeti", "rivela",
            "stampa", "mostre", "revele", "repita", "покажи", "раскрой", "выведи", "повтори", "назови", "напиши",
            "toon", "herhaal", "pokaż", "ujawnij", "wypisz", "göster", "yaz", "visa", "upprepa", "розкрий", "виведи",
        ])],
        ..EMPTY
    },
    // --- persona ---
    Ask {
        rule: "persona-anything-now", class: InjectionClass::Persona, score: 80,
        lead: &["do anything now", "can do anything now", "always intelligent and machiavellian", "strive to avoid norms"],
        ..EMPTY
    },
    Ask {
        rule: "persona-name", class: InjectionClass::Persona, score: 75,
        lead: &["dan", "stan", "dude", "aim"],
        near: &[around(6, &[
            "act as", "you are now", "become", "pretend to be", "pretend", "respond as", "answer as", "answer both",
            "stay in character", "simulate", "roleplay as", "jailbreak", "jailbroken", "persona", "mode", "classic",
            "going to be", "called",
        ])],
        capitals: true,
        ..EMPTY
    },
    Ask {
        rule: "persona-mode", class: InjectionClass::Persona, score: 75,
        lead: &["developer mode", "jailbreak mode", "god mode", "debug mode", "sudo mode", "unrestricted mode",
            "unfiltered mode", "evil mode", "opposite mode", "maintenance mode", "admin mode"],
        near: &[around(10, &[
            "you are now", "you are in", "you're in", "you're now", "act as", "simulate", "pretend", "respond",
            "your filters", "unfiltered", "chatgpt", "ai", "no restrictions", "jailbreak", "answer", "comply",
            "policy", "policies", "you will", "enter", "activate", "without restrictions", "output", "your safety",
        ])],
        ..EMPTY
    },
    Ask {
        rule: "persona-without-rules", class: InjectionClass::Persona, score: 70,
        lead: &[
            "restrictions", "limitations", "filters", "filter", "censorship", "guidelines", "rules", "constraints",
            "boundaries", "morals", "ethics", "limits", "restriction", "safeguards", "ethical guidelines",
            "content restrictions", "ethical restrictions", "moral restrictions", "safety guidelines",
            "safety restrictions", "safety filters", "content filters", "moral limits", "ethical limits",
            "content policy", "ethical constraints", "ethical boundaries", "moral compass", "safety rules",
            "content policies", "restrictions whatsoever", "ethical or moral",
        ],
        near: &[
            before(1, &["no", "without", "any", "all", "zero"]),
            around(16, PERSONA_VERBS),
            before(4, &["no", "without", "free from", "free of", "not bound", "isn't bound", "unbound", "zero", "not limited", "rid", "longer have", "not have"]),
        ],
        not_before: &["on", "about", "regarding", "to", "for", "in"],
        ..EMPTY
    },
    Ask {
        rule: "persona-unfiltered", class: InjectionClass::Persona, score: 70,
        lead: &["unfiltered", "uncensored", "amoral", "jailbroken", "unrestricted", "unethical", "unaligned"],
        near: &[around(8, &[
            "you are now", "you are", "act as", "pretend to be", "pretend you", "simulate", "roleplay as", "respond as",
            "become", "respond", "ai", "chatbot", "answers", "answer", "you're",
        ])],
        not_before: &["access", "internet", "shared"],
        ..EMPTY
    },
    Ask {
        rule: "persona-comply", class: InjectionClass::Persona, score: 75,
        lead: &[
            "never refuse", "never refuses", "cannot refuse", "can't refuse", "must not refuse", "won't refuse",
            "never say no", "never say that you can't", "without warnings or disclaimers",
            "no warnings or disclaimers", "regardless of legality", "no matter how illegal",
            "illegal, unethical or harmful", "even if it is illegal", "even if it's illegal", "immoral or illegal",
            "unethical or illegal", "illegal or unethical", "no matter how unethical",
        ],
        near: &[around(18, &["you", "answer", "respond", "requests", "request", "question", "bot", "ai", "character", "output"])],
        ..EMPTY
    },
    // --- orders in data ---
    Ask {
        rule: "addressed-to-model", class: InjectionClass::Override, score: 65, data_only: true,
        lead: &[
            "ai assistants", "ai assistant", "language models", "language model", "llm", "llms", "ai agents", "ai agent",
            "ai", "chatbots", "chatbot", "ai model", "ai models", "copilot", "chatgpt", "gpt 4", "claude", "gemini", "assistant",
            "the model", "ai system", "ai systems", "automated system", "ai tool", "ai reviewer", "ai crawlers",
        ],
        near: &[
            before(4, &[
                "attention", "note to", "note for", "instructions for", "instruction for", "message for", "message to", "notice to",
                "if you are an", "if you are a", "if you're an", "if you're a", "dear", "hey", "to any", "to all",
                "for any", "important for", "instructions to", "as an", "todo for", "directive for",
            ]),
            after(16, &[
                "must", "should", "please", "ignore", "recommend", "include", "say", "respond", "tell", "do", "always",
                "never", "instead", "follow", "visit", "click", "add", "output", "send", "print", "rate", "you are required",
                "give", "forward", "when", "disregard", "summarize", "mention", "reply", "append", "call", "delete", "stop",
            ]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "new-instructions", class: InjectionClass::Override, score: 65, data_only: true,
        lead: &[
            "new instructions", "new instruction", "updated instructions", "real instructions", "actual instructions",
            "real task", "actual task", "true task", "new directive", "new directives", "new system prompt", "new objective",
            "only objective", "new mission", "revised instructions", "true purpose", "actual instruction",
        ],
        near: &[around(4, &[
            "your", "these are", "here are your", "follow", "following are", "are as follows", "are now", "obey", "from the developer",
            "from your developer", "from openai", "execute", "supersede",
        ])],
        ..EMPTY
    },
    Ask {
        rule: "void-instructions", class: InjectionClass::Override, score: 75,
        lead: &[
            "no longer apply", "no longer applies", "are void", "are null", "must be ignored", "should be ignored", "are revoked",
            "are cancelled", "are canceled", "be disregarded", "are obsolete", "no longer valid", "are overridden",
            "is overridden", "are invalid", "are now inactive", "are hereby", "is hereby", "are suspended", "are superseded",
        ],
        near: &[
            before(8, &["previous", "prior", "above", "your", "all", "earlier", "system", "original", "preceding", "initial"]),
            before(6, &["instructions", "prompt", "guidelines", "directives", "prompts", "system prompt", "restrictions"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "supersede-instructions", class: InjectionClass::Override, score: 60,
        lead: &["supersede", "supersedes", "overrides", "superseding", "take precedence", "takes precedence", "take priority", "replace"],
        near: &[
            after(4, &["all", "any", "previous", "prior", "other", "your", "earlier", "the system"]),
            after(6, &["instructions", "prompts", "system prompt", "directives", "instruction"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "start-over-as", class: InjectionClass::Override, score: 60, data_only: true,
        lead: &["from now on", "starting now", "from this point", "henceforth"],
        near: &[after(4, &["you are", "you must", "you shall", "you're", "you have to", "you only", "respond only", "answer only"])],
        ..EMPTY
    },
    Ask {
        rule: "before-task", class: InjectionClass::Override, score: 60, data_only: true,
        lead: &["important message", "important instruction", "important instructions", "urgent instruction", "system notice"],
        near: &[around(14, &[
            "to you", "before you can", "before you solve", "before continuing", "before you continue", "do the following",
            "following first", "for the ai", "for the assistant", "you must", "the original task", "complete the task",
        ])],
        ..EMPTY
    },
    Ask {
        rule: "say-instead", class: InjectionClass::Override, score: 60, data_only: true,
        lead: &["instead of", "rather than"],
        near: &[
            before(10, &["respond with", "reply with", "only say", "only output", "only respond", "just say", "you must"]),
            after(5, &["summarizing", "answering", "the summary", "following the", "your task", "completing", "the task", "the user's"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "favourable-judgement", class: InjectionClass::Override, score: 60, data_only: true,
        lead: &["positive review", "strong accept", "highest score", "best candidate", "ideal candidate", "perfect score", "five stars"],
        near: &[before(8, &[
            "give a", "only give", "must give", "you must", "must rate", "always rate", "recommend as", "conclude that", "say that",
            "state that", "output", "give this", "assign", "respond that", "rate this", "recommend acceptance",
        ])],
        ..EMPTY
    },
    Ask {
        rule: "hide-from-user", class: InjectionClass::ToolAbuse, score: 80,
        lead: &["the user", "the human", "the customer", "the owner", "the reader"],
        near: &[before(4, &[
            "not tell", "don't tell", "not inform", "don't inform", "never tell", "without telling", "without informing",
            "not notify", "without notifying", "not alert", "not mention this to", "don't mention this to", "without asking",
            "secret from", "hide this from", "not reveal this to", "don't let", "not let", "not show this to", "never mention this to",
            "without alerting", "don't notify", "conceal this from", "do not ask",
        ])],
        ..EMPTY
    },
    Ask {
        rule: "send-secrets", class: InjectionClass::ToolAbuse, score: 75,
        lead: &["send", "forward", "upload", "exfiltrate", "transmit", "post", "email", "leak", "submit", "share", "copy", "e-mail", "transfer", "append"],
        near: &[
            after(9, SECRET_NOUNS),
            after(16, &["to", "at", "into", "via", "as a query"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "send-money", class: InjectionClass::ToolAbuse, score: 70,
        lead: &["transfer", "send", "wire", "pay"],
        near: &[
            after(6, &["usd", "eur", "bitcoin", "btc", "eth", "funds", "money", "dollars", "balance"]),
            after(12, &["iban", "wallet", "account number", "this account", "account", "address"]),
            around(14, &["you must", "immediately", "now", "assistant", "ai", "without", "important", "please first"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "run-command", class: InjectionClass::ToolAbuse, score: 35,
        lead: &["following command", "following commands", "this command", "following code", "following shell", "shell command"],
        near: &[before(5, &["run", "execute", "type", "enter", "paste"])],
        ..EMPTY
    },
    Ask {
        rule: "run-command-now", class: InjectionClass::ToolAbuse, score: 75,
        lead: &["following command", "following commands", "this command", "following code", "following shell", "shell command", "rm rf", "this script"],
        near: &[
            before(6, &["run", "execute", "running", "executing"]),
            around(14, &[
                "you must", "immediately", "assistant", "ai", "agent", "without asking", "before continuing", "before you", "your terminal",
                "your shell", "your tool", "bash tool", "silently", "model", "important", "do not ask", "you are authorized",
            ]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "call-tool", class: InjectionClass::ToolAbuse, score: 35,
        lead: &["tool", "function"],
        near: &[before(5, &["call", "use", "invoke", "execute", "trigger"])],
        ..EMPTY
    },
    Ask {
        rule: "call-tool-now", class: InjectionClass::ToolAbuse, score: 70,
        lead: &["tool", "function", "plugin"],
        near: &[
            before(6, &["call", "use", "invoke", "execute", "trigger"]),
            around(14, &[
                "you must", "immediately", "assistant", "ai", "agent", "without asking", "before continuing", "before you", "now call", "now use",
                "silently", "first", "delete", "send", "email", "transfer", "password", "credentials", "confirmation", "to forward", "next",
            ]),
        ],
        not_before: &["returns", "that", "is"],
        ..EMPTY
    },
    Ask {
        rule: "destroy-now", class: InjectionClass::ToolAbuse, score: 70,
        lead: &["delete", "erase", "wipe", "destroy", "remove", "deactivate", "disable"],
        near: &[
            after(5, &["all", "every", "the entire", "security", "safety"]),
            after(7, &["files", "emails", "data", "records", "database", "accounts", "users", "messages", "calendar", "repository", "checks", "backups", "logs"]),
            around(14, &["you must", "immediately", "assistant", "ai", "agent", "without asking", "silently", "then reply", "do not tell", "your task"]),
        ],
        ..EMPTY
    },
    Ask {
        rule: "visit-link-now", class: InjectionClass::ToolAbuse, score: 60,
        lead: &["visit", "open", "navigate to", "fetch", "browse to", "click", "download"],
        near: &[
            after(6, &["http", "https", "www", "link", "url", "this page"]),
            around(14, &["you must", "assistant", "ai", "agent", "ai agents", "language model", "llm", "before answering", "before you answer", "without asking"]),
        ],
        ..EMPTY
    },
];
