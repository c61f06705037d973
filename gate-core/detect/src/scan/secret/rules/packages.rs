//! Packages: registries of packages and images.

use crate::scan::secret::rule::rules;

rules! {
    "npm-token" 92 Crc32Tail ["npm_{alnum 36}"] "token of npm";
    "npm-old-token" 82 Plain ["{uuid}" "{base64 40}="] near ["authtoken" "npmtoken" "npm"] "older token of npm";
    "pypi-token" 95 Pypi ["pypi-AgEIcHlwaS5vcmc{word 50-}" "pypi-AgENdGVzdC5weXBpLm9yZw{word 50-}" "pypi-{word 85-}"] "upload token of PyPI";
    "rubygems-key" 95 Plain ["rubygems_{hex 48}"] "key of RubyGems";
    "crates-io-token" 92 Plain ["cio{alnum 32}"] "token of crates.io";
    "nuget-key" 92 Plain ["oy2{lower32 43}"] "key of NuGet";
    "docker-hub-token" 95 Plain ["dckr_pat_{word 27}" "dckr_oat_{word 32}" "dckr_pat_{word 36}"] "token of Docker Hub";
    "docker-swarm-token" 95 Plain ["SWMTKN-1-{base36 50-60}-{base36 24-30}" "SWMKEY-1-{base64 40-50}"] "join token or unlock key of Docker Swarm";
    "clojars-token" 95 Plain ["CLOJARS_{alnum 60}"] "deploy token of Clojars";
    "jfrog-key" 92 Plain ["AKCp{alnum 68-70}" "AKC{alnum 60-73}"] "key of JFrog Artifactory";
    "jfrog-reference-token" 92 Plain ["cmVmdGtu{alnum 50-60}" "cmVmd{alnum 59}"] "reference token of JFrog";
    "cloudsmith-key" 92 Plain ["csa_{hex 30}{alnum 6}"] "key of Cloudsmith";
    "cloudsmith-old-key" 78 Plain ["{hex 40}"] near ["cloudsmith"] "older key of Cloudsmith";
    "packagist-token" 92 Plain ["packagist_ack_{hex 40-80}" "packagist_acs_{hex 40-80}" "packagist_oat_{hex 40-80}" "packagist_uut_{hex 40-80}" "packagist_out_{hex 40-80}" "packagist_ort_{hex 40-80}"] "token of Packagist";
    "packagecloud-token" 80 Plain ["{hex 48}" "{hex 40}"] near ["packagecloud"] "token of Packagecloud";
    "gemfury-token" 82 Plain ["{word 20}" "{alnum 20}"] near ["fury" "gemfury"] "token of Gemfury";
    "hex-pm-key" 80 Plain ["{hex 32}" "{hex 64}"] near ["hexapi" "hexpm"] "key of Hex";
    "cocoapods-token" 78 Plain ["{hex 32}"] near ["cocoapods"] "token of CocoaPods";
    "anaconda-token" 80 Plain ["an-{uuid}" "{uuid}"] near ["anaconda" "conda"] "token of Anaconda";
    "quay-token" 78 Plain ["{alnum 40}" "{BASE36 64}"] near ["quay"] "token of Quay";
    "jsr-token" 90 Plain ["jsrp_{alnum 40}" "jsrd_{alnum 40}"] "token of JSR";
    "thunderstore-token" 90 Plain ["tss_{word 20-80}"] "token of Thunderstore";
    "deno-token" 95 Plain ["ddp_{alnum 36}" "ddo_{alnum 36}" "ddw_{alnum 36}"] "token of Deno Deploy";
    "libraries-io-key" 78 Plain ["{hex 32}"] near ["librariesio"] "key of Libraries.io";
    "maxmind-key" 92 Plain ["{alnum 6}_{alnum 29}_mmk"] "licence key of MaxMind";
}
