//! Pay-bill numbers with letters on the real server: keyed by the letters' keys, told apart by their PINs where the
//! keys are the same. It refuses to know how a keypad is read.
use paytone::billing::number::{Alphabet, CheckDigit, NumberScheme};

use crate::{caller::Call, server::Program};

const PINS: [&str; 3] = ["482917", "739158", "482917"];
/// All three are keyed 2221234 and their check digit.
const WRITTEN: [&str; 3] = ["ABC123G", "CAB123H", "BBB123I"];

#[tokio::test]
async fn letters_are_keyed_by_their_keys_and_the_pin_finds_the_account() {
    let scheme = NumberScheme { length: 8, alphabet: Alphabet::Alphanumeric, check: CheckDigit::Damm };
    let numbers = WRITTEN.map(|written| scheme.append_check(written).unwrap());
    let keys = scheme.keypad_form(&numbers[0]).unwrap();
    assert_eq!(&keys.as_str()[..7], "2221234");
    let data = tempfile::tempdir().unwrap();
    let program = Program::light(data.path()).with_own_biller().with("biller.number_alphabet", "alphanumeric");
    let program = program.with_agents_always();
    let (mut accounts, mut bills) = (
        "pay_bill_number,name,phone,email,postal_code,language,pin\n".to_owned(),
        "pay_bill_number,bill_number,issued_on,due_on,kind,description,amount\n".to_owned(),
    );
    // The second and the first: two accounts of one keypad form, each with a PIN of its own.
    for at in [0, 1] {
        accounts.push_str(&format!("{},Ada {at},,,,en,{}\n", numbers[at], PINS[at]));
        bills.push_str(&format!("{},B-{at},2026-01-01,2099-01-31,charge,Water,{}.00\n", numbers[at], 12 + 18 * at));
    }
    program.import("accounts", &accounts);
    program.import("bills", &bills);
    let server = program.start();
    let line = server.line();
    for (pin, balance) in [(PINS[0], "twelve dollars"), (PINS[1], "thirty dollars")] {
        let mut call = Call::to_pin(&line, &format!("CA{pin}"), keys.as_str()).await;
        let said = call.enter(pin).await;
        assert!(said.contains(&format!("Your balance is {balance}")), "{said}");
    }
    // The slip of one key is caught as in a number of digits.
    let mut call = line.dial("CAtypo").await;
    call.press("1").await;
    let slip = format!("3{}", &keys.as_str()[1..]);
    assert!(call.press(&slip).await.contains("has a mistake in it"), "{}", call.said);

    // A third of the same keys and the first one's PIN: nobody's balance is told, a person sorts it out.
    let third =
        format!("pay_bill_number,name,phone,email,postal_code,language,pin\n{},Eve,,,,en,{}\n", numbers[2], PINS[2]);
    program.import("accounts", &third);
    let mut call = Call::to_pin(&line, "CAambiguous", keys.as_str()).await;
    let said = call.enter(PINS[0]).await;
    assert!(said.contains("We need a person to find the right account") && said.contains("<Dial"), "{said}");
    assert!(!said.contains("balance"), "{said}");
}
