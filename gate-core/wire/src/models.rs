//! Models: the bodies of `GET /v1/models` and `GET /v1/models/{id}`.

use serde::Serialize;

/// A list of models.
#[derive(Debug, Serialize)]
pub struct ModelList {
    object: &'static str,
    data: Vec<Model>,
}

impl ModelList {
    /// The models in the order given.
    pub fn new(models: impl IntoIterator<Item = Model>) -> Self {
        Self { object: "list", data: models.into_iter().collect() }
    }
}

/// One model.
#[derive(Debug, Serialize)]
pub struct Model {
    id: String,
    object: &'static str,
    created: i64,
    owned_by: String,
}

impl Model {
    /// A model by its name, with the moment it was first known (seconds since 1970, 0 when that is not known) and the
    /// provider that serves it.
    pub fn new(id: impl Into<String>, created_unix_seconds: i64, owned_by: impl Into<String>) -> Self {
        Self { id: id.into(), object: "model", created: created_unix_seconds, owned_by: owned_by.into() }
    }
}
