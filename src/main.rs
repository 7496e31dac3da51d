//! The commands of Paytone, one line each.
use std::process::ExitCode;

use clap::Parser;
use paytone::cli::{self, Command, CommandLine};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { common, command } = CommandLine::parse();
    let ended = match command.unwrap_or_default() {
        Command::Serve(serve) => serve.run(&common).await,
        Command::Check(check) => check.run(&common),
        Command::Schema(schema) => schema.run(&common),
        Command::Draw(draw) => draw.run(&common),
        Command::Flows(flows) => flows.run(&common).await,
        Command::Bill(bill) => bill.run(&common).await,
        Command::Import(import) => import.run(&common).await,
        Command::Pay(pay) => pay.run(&common).await,
        Command::Payments(payments) => payments.run(&common).await,
        Command::Credits(credits) => credits.run(&common).await,
        Command::Notices(notices) => notices.run(&common).await,
        Command::Disputes(disputes) => disputes.run(&common).await,
        Command::Autopay(autopay) => autopay.run(&common).await,
        Command::Schedule(schedule) => schedule.run(&common).await,
        Command::Arrangement(arrangement) => arrangement.run(&common).await,
        Command::Promise(promise) => promise.run(&common).await,
        Command::Run(run) => run.run(&common).await,
        Command::Suspense(suspense) => suspense.run(&common).await,
        Command::Till(till) => till.run(&common).await,
        Command::Numbers(numbers) => numbers.run(&common).await,
        Command::Methods(methods) => methods.run(&common).await,
        Command::Ledger(ledger) => ledger.run(&common).await,
        Command::Reconcile(reconcile) => reconcile.run(&common).await,
        Command::Close(close) => close.run(&common).await,
        Command::Webhooks(webhooks) => webhooks.run(&common).await,
        Command::Calls(calls) => calls.run(&common).await,
        Command::Replay(replay) => replay.run(&common).await,
        Command::Call(call) => call.run(&common).await,
        Command::Load(load) => load.run(&common).await,
        Command::Test(test) => test.run(&common, cli::world::worlds()).await,
        Command::Config(config) => config.run(&common),
    };
    cli::exit(ended)
}
