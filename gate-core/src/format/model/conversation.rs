//! Conversation: what a caller asks of a model.

use super::{Block, JsonText, Number};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conversation {
    /// The model that is asked.
    pub model: String,
    /// What stands above the conversation: texts, in order.
    pub system: Vec<Block>,
    /// The conversation; no two turns that follow each other have the same role.
    pub turns: Vec<Turn>,
    /// The tools the model may call.
    pub tools: Vec<Tool>,
    /// Whether it must; `None` leaves it to the provider's default.
    pub tool_choice: Option<ToolChoice>,
    /// Whether an answer may hold one call at most.
    pub one_call_at_a_time: bool,
    /// How the answer is drawn.
    pub sampling: Sampling,
    /// The form of the answer.
    pub output: OutputForm,
    /// How much to think; `None` leaves it to the model.
    pub reasoning: Option<Reasoning>,
    /// Who asks, as the caller names their user.
    pub user: Option<String>,
    /// At which service level.
    pub tier: Option<Tier>,
    /// Whether the answer is to come as a stream.
    pub is_stream: bool,
    /// Whether a stream is to say how many tokens it took.
    pub includes_usage: bool,
}

impl Conversation {
    /// Adds blocks at the end, to the last turn when it has the same role. No blocks, no turn.
    pub fn push(&mut self, role: Role, blocks: Vec<Block>) {
        match self.turns.last_mut() {
            _ if blocks.is_empty() => {}
            Some(last) if last.role == role => last.blocks.extend(blocks),
            _ => self.turns.push(Turn { role, blocks }),
        }
    }
}

/// What one side says before the other goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Which side.
    pub role: Role,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The caller's side; results of tools are its too.
    User,
    /// The model.
    Assistant,
    /// Whoever runs the application, in the midst of the conversation.
    System,
}

/// A tool that the model may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it does, for the model.
    pub description: Option<String>,
    /// The JSON schema of its arguments, an object; `None` when it takes none.
    pub parameters: Option<JsonText>,
    /// Whether the provider must keep the model to the schema.
    pub is_strict: bool,
    /// The hint to cache the tools up to here.
    pub cache: Option<super::CacheHint>,
}

/// Whether the model calls a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolChoice {
    /// As it likes.
    Auto,
    /// At least one.
    Any,
    /// None.
    Never,
    /// This one.
    Tool(String),
}

/// How an answer is drawn, and when it ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sampling {
    /// The most tokens an answer may have.
    pub max_output: Option<u64>,
    /// The temperature, from 0 to 2.
    pub temperature: Option<Number>,
    /// The share of likely tokens that is drawn from.
    pub top_p: Option<Number>,
    /// The number of likely tokens that is drawn from.
    pub top_k: Option<u64>,
    /// Texts at which the answer ends.
    pub stop: Vec<String>,
    /// What makes the draw repeatable.
    pub seed: Option<Number>,
    /// The penalty for tokens by how often they came.
    pub frequency_penalty: Option<Number>,
    /// The penalty for tokens that came at all.
    pub presence_penalty: Option<Number>,
    /// How many answers are asked for, when not one.
    pub choices: Option<u64>,
    /// Whether tokens' probabilities are asked for, and of how many alternatives.
    pub logprobs: Option<u64>,
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OutputForm {
    /// Text.
    #[default]
    Text,
    /// Some JSON object.
    Json,
    /// JSON of this form.
    Schema {
        /// What the caller calls it.
        name: Option<String>,
        /// The JSON schema.
        schema: JsonText,
        /// Whether the provider must keep the model to the schema.
        is_strict: bool,
    },
}

/// How much a model is to think before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasoning {
    /// Not at all.
    Off,
    /// With this much effort.
    Effort(Effort),
    /// With up to this many tokens.
    Budget(u64),
    /// As the model sees fit.
    Adaptive,
}

/// Effort, from little to much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// Next to none.
    Minimal,
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// Very much.
    Higher,
    /// As much as there is.
    Max,
}

impl Effort {
    /// How much of an answer's limit goes into thoughts, in percent.
    pub(crate) fn percent(self) -> u64 {
        match self {
            Self::Minimal => 10,
            Self::Low => 20,
            Self::Medium => 50,
            Self::High => 80,
            Self::Higher => 90,
            Self::Max => 95,
        }
    }

    /// The effort that a budget stands for, as a part of the answer's limit if there is one.
    pub(crate) fn of_budget(budget: u64, limit: Option<u64>) -> Self {
        let percent = budget.saturating_mul(100) / limit.unwrap_or(32_000).max(1);
        let efforts = [Self::Minimal, Self::Low, Self::Medium, Self::High, Self::Higher];
        efforts.into_iter().find(|effort| percent <= effort.percent()).unwrap_or(Self::Max)
    }
}

/// A service level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Whatever the account has.
    Auto,
    /// The usual one.
    Standard,
    /// The faster one.
    Priority,
    /// The cheaper one.
    Flex,
}
