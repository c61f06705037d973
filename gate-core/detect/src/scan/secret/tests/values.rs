//! Values without a form: behind names, operators, flags and words, in addresses and headers. Positive and negative
//! rows stand side by side, since each guard has to let something pass.

use super::{body, found, found_at};

/// Rows of a text and the values in it.
fn check(rows: &[(&str, &[&str])]) {
    for (text, values) in rows {
        assert_eq!(found(text), *values, "{text:?}");
    }
}

#[test]
fn passwords_behind_operators() {
    check(&[
        ("password = \"Xyz!48ab\"", &["Xyz!48ab"]),
        ("PASSWORD=Xyz!48ab\nNEXT=1", &["Xyz!48ab"]),
        ("DB_PASSWORD: 'Xyz48ab'", &["Xyz48ab"]),
        ("\"dbPassword\": \"Xyz48 ab,7\"", &["Xyz48 ab,7"]),
        ("{\\\"password\\\":\\\"Xyz48ab\\\"}", &["Xyz48ab"]),
        ("<password>Xyz48ab</password>", &["Xyz48ab"]),
        ("<add key=\"Password\" value=\"Xyz48ab\" />", &["Xyz48ab"]),
        ("- name: DB_PASSWORD\n  value: Xyz48ab", &["Xyz48ab"]),
        ("Server=db;User Id=app;Password=Xyz48ab;Encrypt=true", &["Xyz48ab"]),
        ("password := `Xyz48ab`", &["Xyz48ab"]),
        ("'password' => 'Xyz48ab',", &["Xyz48ab"]),
        ("if password == \"Xyz48ab\":", &["Xyz48ab"]),
        ("config['password'] = 'Xyz48ab'", &["Xyz48ab"]),
        ("setProperty(\"db.password\", \"Xyz48ab\")", &["Xyz48ab"]),
        ("Passwort: Xyz48ab", &["Xyz48ab"]),
        ("contraseña: Xyz48ab", &["Xyz48ab"]),
        ("mot de passe : Xyz48ab", &["Xyz48ab"]),
        ("hasło: Xyz48ab", &["Xyz48ab"]),
        ("пароль: Xyz48ab", &["Xyz48ab"]),
        ("密码：Xyz48ab", &["Xyz48ab"]),
        ("**Password:** Xyz48ab", &["Xyz48ab"]),
    ]);
}

#[test]
fn passwords_in_prose_and_commands() {
    check(&[
        ("my password is Xyz!48ab.", &["Xyz!48ab"]),
        ("mein Passwort ist Xyz48ab, danke", &["Xyz48ab"]),
        ("I changed the password to Xyz48ab", &["Xyz48ab"]),
        ("mysql -u root -pXyz48ab app", &["Xyz48ab"]),
        ("curl -u ada:Xyz48ab https://a.test", &["Xyz48ab"]),
        ("tool --password Xyz48ab --verbose", &["Xyz48ab"]),
        ("tool --password=Xyz48ab", &["Xyz48ab"]),
        ("CREATE USER ada IDENTIFIED BY 'Xyz48ab';", &["Xyz48ab"]),
        ("machine a.test login ada password Xyz48ab", &["Xyz48ab"]),
        ("the password is required.", &[]),
        ("your password is too short, use 8-20 characters", &[]),
        ("password reset is on page 48", &[]),
        ("mkdir -p src/scan48/deep", &[]),
        ("git push -u origin feature48", &[]),
    ]);
}

#[test]
fn what_is_code_or_stands_for_a_value_is_none() {
    check(&[
        ("password = get_password()", &[]),
        ("password = self.password", &[]),
        ("password: str = None", &[]),
        ("password: Optional[str]", &[]),
        ("def login(user, password=DEFAULT_PASSWORD):", &[]),
        ("password = os.environ[\"TOKEN48\"]", &[]),
        ("password = process.env.DB_PASSWORD", &[]),
        ("DB_PASSWORD=${DB_PASSWORD}", &[]),
        ("DB_PASSWORD=$DB_PASSWORD", &[]),
        ("password: {{ vault_password }}", &[]),
        ("password: <your password>", &[]),
        ("password: ********", &[]),
        ("password: \"changeme\"", &[]),
        ("\"password\": \"string\"", &[]),
        ("\"password\": \"Enter your password\"", &[]),
        ("secret: [REDACTED]", &[]),
        ("api_key = \"YOUR_API_KEY\"", &[]),
        ("token_type: \"Bearer48abcdef\"", &[]),
        ("max_tokens: 4096", &[]),
        ("\"prompt_tokens\": 1843721", &[]),
        ("csrf_token = \"q7Rk2mZp9XvT4bLs8NwY\"", &[]),
        ("public_key: \"q7Rk2mZp9XvT4bLs8NwYc3\"", &[]),
        ("primary_key = \"order_48\"", &[]),
        ("the token: this is what we call a word", &[]),
        ("key: value", &[]),
        ("secretName: \"nexus-gpt4-key\"", &[]),
        ("password_policy: \"Min8Chars1\"", &[]),
        ("PASSWORD={{API_KEY_1}}", &[]),
    ]);
}

#[test]
fn secrets_behind_names() {
    let drawn = body(32);
    let uuid = "550e8400-e29b-41d4-a716-446655440000";
    let rows = [
        (format!("api_key = \"{drawn}\""), true),
        (format!("X-Api-Key: {drawn}"), true),
        (format!("clientSecret={drawn}"), true),
        (format!("client secret: {drawn}"), true),
        (format!("--token {drawn}"), true),
        (format!("?access_token={drawn}&x=1"), true),
        (format!("secret = \"{uuid}\""), true),
        (format!("key = \"{uuid}\""), false),
        (format!("key_id = \"{drawn}\""), false),
        (format!("api_version={drawn}"), false),
        ("api_key = \"authenticationConfiguration\"".to_owned(), false),
        ("token: 1.2.3.4-beta5".to_owned(), false),
    ];
    for (text, reported) in rows {
        assert_eq!(found(&text).len(), usize::from(reported), "{text}");
    }
}

#[test]
fn credentials_in_addresses_and_headers() {
    let drawn = body(30);
    let bearer = format!("Authorization: Bearer {drawn}");
    check(&[
        ("postgres://ada:Xyz48ab@db.test:5432/app", &["ada:Xyz48ab"]),
        ("redis://:Xyz48ab@cache.test", &[":Xyz48ab"]),
        ("https://example.test:8080/a@b", &[]),
        ("https://a.test/x?y=1", &[]),
        ("git@host.test:a/b", &[]),
        ("postgres://user:password@localhost/app", &[]),
        ("postgres://ada:${DB_PASSWORD}@db.test", &[]),
        ("Authorization: Basic YWRhOlh5ejQ4YWI=", &["YWRhOlh5ejQ4YWI="]),
        ("Basic understanding of the matter", &[]),
        (&bearer, &[&drawn]),
        ("Authorization: Bearer $TOKEN", &[]),
        ("the bearer of good news is here", &[]),
        ("\"auth\": \"YWRhOlh5ejQ4YWI=\"", &["YWRhOlh5ejQ4YWI="]),
    ]);
}

#[test]
fn the_name_of_the_place_counts() {
    assert_eq!(found_at("Xyz48ab!", "db.password"), ["Xyz48ab!"]);
    assert_eq!(found_at("Xyz48ab!", "db.name"), [""; 0]);
    assert_eq!(found_at("about the password", "db.password"), [""; 0]);
    assert_eq!(
        found_at("8f14e45fceea167a5a36dedd4bea2543", "datadog.api_key"),
        ["8f14e45fceea167a5a36dedd4bea2543"]
    );
}

#[test]
fn private_key_blocks() {
    let begin = |label: &str| format!("-----{} {label}-----", "BEGIN");
    let line = body(64);
    let rsa = format!("{}\n{line}\n{line}\nAbCd==\n-----END RSA PRIVATE KEY-----", begin("RSA PRIVATE KEY"));
    let long =
        format!("{}\n{}-----END PRIVATE KEY-----", begin("PRIVATE KEY"), format!("{line}\n").repeat(60));
    let headers = rsa.replacen('\n', "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1);
    let pgp = format!(
        "{}\nVersion: 2\n\n{line}\nabcd\n-----END PGP PRIVATE KEY BLOCK-----",
        begin("PGP PRIVATE KEY BLOCK")
    );
    let whole = [rsa.clone(), rsa.replace('\n', "\\n"), rsa.replace('\n', "\\r\\n"), long, headers, pgp];
    for block in &whole {
        let text = format!("see \"{block}\" and more");
        assert_eq!(found(&text), [block.as_str()], "{text}");
    }
    let cut = format!("{}\n{line}\n{line}\nAbC", begin("PRIVATE KEY"));
    assert_eq!(found(&cut), [cut.as_str()], "cut off by the end of the text");
    let left = format!("{}\n{line}", begin("PRIVATE KEY"));
    assert_eq!(found(&format!("{left}\nHere is what it means.")), [left.as_str()], "cut off, then prose");
    let others = [
        format!("{}\n{line}\n-----END CERTIFICATE-----", begin("CERTIFICATE")),
        format!("{}\n{line}\n-----END PUBLIC KEY-----", begin("PUBLIC KEY")),
        format!("{} marks the beginning of a key", begin("PRIVATE KEY")),
        format!("{}\nMIIE...\n-----END PRIVATE KEY-----", begin("PRIVATE KEY")),
    ];
    for text in &others {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}
