//! What settings promise: who wins, where a fault is, that no secret is shown.
use super::*;

fn read(file: &str, environment: &[(&str, &str)]) -> Result<Settings, String> {
    let environment: Vec<(String, String)> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read(&Sources { file: Some(("paytone.toml", file)), environment: &environment })
        .map_err(|faults| faults.to_string())
}

fn shown(settings: &Settings, key: &str) -> (String, String) {
    let row = settings.shown.iter().find(|row| row.key == key).unwrap();
    (row.value.clone(), row.from.to_string())
}

#[test]
fn the_defaults_are_the_demo() {
    let settings = read("", &[]).unwrap();
    assert!(settings.biller.demo);
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.database_url.expose(), "sqlite:data/paytone.sqlite");
    assert_eq!(settings.key_file, PathBuf::from("data/keys"));
    let terms = settings.terms();
    assert_eq!((terms.minimum.minor, terms.maximum.minor, terms.fee.minor), (100, 500_000, 0));
    assert_eq!(terms.agent_hours["en"], "Monday through Friday from 8 A.M. to 6 P.M.");
    assert_eq!(terms.number_scheme.length, 8);
    assert_eq!((settings.pin_answer_ms, settings.pin_memory_kib, settings.pin_passes), (400, 19456, 2));
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let file = "log_level = \"debug\"\nlisten = '0.0.0.0:9000'\n[biller]\nfee = 1.50\n";
    let settings = read(file, &[("PAYTONE_LISTEN", "127.0.0.1:9001"), ("PATH", "/bin")]).unwrap();
    assert_eq!(settings.listen.port(), 9001);
    assert_eq!(settings.biller.terms.fee.minor, 150);
    assert_eq!(shown(&settings, "listen"), ("127.0.0.1:9001".into(), "PAYTONE_LISTEN".into()));
    assert_eq!(shown(&settings, "log_level"), ("debug".into(), "paytone.toml:1:13".into()));
    assert_eq!(shown(&settings, "biller.fee"), ("1.50".into(), "paytone.toml:4:7".into()));
    assert_eq!(shown(&settings, "workers"), ("4".into(), "default".into()));
    assert!(settings.biller.demo, "a fee alone makes no biller");
}

#[test]
fn a_refunds_fee_and_the_capture_are_the_billers_to_choose() {
    let usual = read("", &[]).unwrap().biller;
    assert_eq!((usual.fee_refund, usual.capture), (FeeRule::ProRata, CaptureMethod::Automatic));
    let chosen = read("[biller]\nfee_refund = \"kept\"\ncapture = \"manual\"\n", &[]).unwrap().biller;
    assert_eq!((chosen.fee_refund, chosen.capture), (FeeRule::Kept, CaptureMethod::Manual));
    let wrong = read("", &[("PAYTONE_BILLER_FEE_REFUND", "half")]).unwrap_err();
    assert!(wrong.contains("biller.fee_refund") && wrong.contains("pro-rata, kept"), "{wrong}");
}

#[test]
fn folders_follow_the_data_folder() {
    let settings = read("", &[("PAYTONE_DATA", "/var/lib/paytone")]).unwrap();
    assert_eq!(settings.database_url.expose(), "sqlite:/var/lib/paytone/paytone.sqlite");
    assert_eq!(settings.key_file, PathBuf::from("/var/lib/paytone/keys"));
}

#[test]
fn no_secret_is_shown() {
    let settings = read(
        "database_url = 'postgres://pay:s3cret-word@db/pay'\n",
        &[("PAYTONE_TWILIO_AUTH_TOKEN", "0123token, 4567token")],
    )
    .unwrap();
    assert_eq!(settings.twilio.auth_tokens.len(), 2);
    assert_eq!(settings.twilio.auth_tokens[1].expose(), "4567token");
    let everything = format!("{settings:?} {:?} {:?}", settings.shown, settings.twilio);
    for secret in ["s3cret", "0123token", "4567token"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    assert_eq!(shown(&settings, "database_url").0, "postgres://pay:********@db/pay");
    let settings = read("database_url = 'postgres://db/pay?password=s3cret&x=1'\n", &[]).unwrap();
    assert_eq!(shown(&settings, "database_url").0, "postgres://db/pay?password=********&x=1");
}

#[test]
fn a_wrong_secret_is_not_quoted_in_the_fault() {
    let fault = read("database_url = 'mysql://pay:s3cret@db'\n", &[]).unwrap_err();
    assert!(fault.starts_with("paytone.toml:1:16: `database_url`: write sqlite:PATH"), "{fault}");
    assert!(!fault.contains("s3cret"));
}

#[test]
fn unknown_names_are_refused_with_the_nearest() {
    let fault = read("listn = '1'\n[biller]\nholiday = []\n", &[("PAYTONE_LOG_FORMT", "json")]).unwrap_err();
    assert_eq!(
        fault,
        "paytone.toml:3:1: unknown setting `biller.holiday`; did you mean `biller.holidays`?\n\
         paytone.toml:1:1: unknown setting `listn`; did you mean `listen`?\n\
         PAYTONE_LOG_FORMT: unknown variable `PAYTONE_LOG_FORMT`; did you mean `PAYTONE_LOG_FORMAT`?"
    );
}

#[test]
fn every_wrong_value_is_told_with_its_place_and_remedy() {
    let file = "workers = 65\nlog_format = 'xml'\n[biller]\nfee = 1.505\nholidays = [2026-12-25, '31.12.']\n[biller.hours]\nmonday = '8-17'\n";
    let faults = read(file, &[("PAYTONE_BILLER_TIME_ZONE", "Mars/Base")]).unwrap_err();
    for part in [
        "paytone.toml:1:11: `workers`: `65` is not a whole number from 0 to 64",
        "paytone.toml:2:14: `log_format`: `xml` is not one of: text, json",
        "paytone.toml:4:7: `biller.fee`: `1.505` is not an amount of USD; write 12.50",
        "paytone.toml:5:12: `biller.holidays`: `31.12.` is not a date; write 2026-12-25",
        "paytone.toml:7:10: `biller.hours.monday`: `8-17` is not a span of hours",
        "PAYTONE_BILLER_TIME_ZONE: `biller.time_zone`: `Mars/Base` is not an IANA time zone",
    ] {
        assert!(faults.contains(part), "{part}\nis not in\n{faults}");
    }
}

#[test]
fn a_syntax_error_has_its_line() {
    let fault = read("listen = '127.0.0.1:1'\nworkers = = 2\n", &[]).unwrap_err();
    assert!(fault.starts_with("paytone.toml:2:11:"), "{fault}");
}

#[test]
fn a_biller_of_ones_own_is_whole() {
    let fault = read("[biller]\nname = 'Lakeside Gas'\n", &[]).unwrap_err();
    assert!(fault.contains("`biller.numbers`: must be set"), "{fault}");
    let whole = "[biller]\nname='Lakeside Gas'\nnumbers=['+15550100300']\nsupport_number='+15550100301'\nagent_number='sip:desk@lakeside.example'\n";
    let settings = read(whole, &[]).unwrap();
    assert!(!settings.biller.demo);
    assert_eq!(settings.terms().agent_number, "sip:desk@lakeside.example");
}

#[test]
fn texts_by_twilio_need_an_account() {
    let fault = read("notices = 'twilio'\n", &[]).unwrap_err();
    assert!(fault.contains("`twilio_account_sid`: needed for texts"), "{fault}");
}

#[test]
fn the_base_url_is_the_public_one_or_where_it_listens() {
    let bound: SocketAddr = "0.0.0.0:4000".parse().unwrap();
    assert_eq!(read("", &[]).unwrap().base_url(bound), "http://127.0.0.1:4000");
    let public = read("public_url = 'https://pay.example.com/'\n", &[]).unwrap();
    assert_eq!(public.base_url(bound), "https://pay.example.com");
    assert!(read("public_url = 'pay.example.com'\n", &[]).is_err());
}
