//! Config: settings, from the embedded defaults through the file and the environment to checked values.
