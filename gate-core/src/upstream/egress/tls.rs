//! TLS: the roots that are trusted and the one cryptography provider.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Extra root certificates that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the extra root certificates cannot be read: {0}")]
pub struct BadRoots(String);

/// A client configuration that trusts Mozilla's roots and those in `extra_roots` (PEM).
///
/// The ring provider is named here, so that nothing depends on a default of the process another library may set.
pub(super) fn client_config(extra_roots: &[u8]) -> Result<ClientConfig, BadRoots> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(extra_roots) {
        let certificate = certificate.map_err(|error| BadRoots(error.to_string()))?;
        roots.add(certificate).map_err(|error| BadRoots(error.to_string()))?;
    }
    if !extra_roots.is_empty() && roots.len() == webpki_roots::TLS_SERVER_ROOTS.len() {
        return Err(BadRoots("no certificate in it".to_owned()));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| BadRoots(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
