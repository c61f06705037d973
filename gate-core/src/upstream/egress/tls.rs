//! TLS: the roots that are trusted and the one cryptography provider.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Root certificates that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the root certificates cannot be read: {0}")]
pub struct BadRoots(String);

/// A client configuration that trusts the certificates of `own_roots` (PEM) and no others, or Mozilla's roots when it
/// is empty.
///
/// The ring provider is named here, so that nothing depends on a default of the process another library may set.
pub(super) fn client_config(own_roots: &[u8]) -> Result<ClientConfig, BadRoots> {
    let mut roots = RootCertStore::empty();
    if own_roots.is_empty() {
        roots.roots.extend_from_slice(webpki_roots::TLS_SERVER_ROOTS);
    }
    for certificate in CertificateDer::pem_slice_iter(own_roots) {
        let certificate = certificate.map_err(|error| BadRoots(error.to_string()))?;
        roots.add(certificate).map_err(|error| BadRoots(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(BadRoots("no certificate in it".to_owned()));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| BadRoots(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
