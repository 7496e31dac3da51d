//! The workers: they wake when work arrives or a moment has passed, and let the desk perform what is due. They refuse to
//! know what a job is.
use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinSet};

use crate::{
    config::metrics::{JOBS, WORKER_BEATS},
    desk::Desk,
};

/// A job that is due by its time alone (a retry) is found within this.
const TICK: Duration = Duration::from_millis(250);

/// After a failure that is not a job's own (the store is away), so that the log is not flooded.
const REST: Duration = Duration::from_secs(1);

/// Between two rounds of cleaning up: calls whose end was never told, replies to be erased.
const SWEEP: Duration = Duration::from_secs(10);

/// Between two passes over agreements: a due item is charged within this of its day's first minute.
const DUE: Duration = Duration::from_secs(30);

/// Performs jobs with `hands` at a time and sweeps, until `stop` turns true; then ends when the jobs under way are done.
/// `name` tells this process's leases from another's.
pub async fn run(desk: Arc<Desk>, name: String, hands: usize, stop: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    for hand in 0..hands {
        tasks.spawn(perform(desk.clone(), format!("{name}-{hand}"), stop.clone()));
    }
    if hands > 0 {
        tasks.spawn(webhooks(desk.clone(), format!("{name}-webhooks"), stop.clone()));
    }
    tasks.spawn(agreements(desk.clone(), format!("{name}-due"), stop.clone()));
    tasks.spawn(sweep(desk, stop));
    while let Some(ended) = tasks.join_next().await {
        if let Err(broken) = ended {
            tracing::error!(%broken, "a worker broke");
        }
    }
}

async fn perform(desk: Arc<Desk>, worker: String, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        metrics::counter!(WORKER_BEATS).increment(1);
        // a task of its own, so that a job that panics does not take the worker along
        let job = tokio::spawn({
            let (desk, worker) = (desk.clone(), worker.clone());
            async move { desk.perform(&worker).await }
        });
        let pause = match job.await {
            Ok(Ok(0)) => TICK,
            Ok(Ok(jobs)) => {
                metrics::counter!(JOBS).increment(jobs as u64);
                continue;
            }
            Ok(Err(error)) => {
                tracing::error!(worker, %error, "jobs cannot be performed");
                REST
            }
            Err(broken) => {
                tracing::error!(worker, %broken, "a job broke; its lease runs out and it is tried again");
                REST
            }
        };
        tokio::select! {
            () = desk.work_arrived(), if pause == TICK => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

async fn sweep(desk: Arc<Desk>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = desk.sweep().await {
            tracing::error!(%error, "cleaning up failed");
        }
        if let Err(error) = desk.remind_daily().await {
            tracing::error!(%error, "the reminders of the day could not be written");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Announces, charges and settles what agreements make due.
async fn agreements(desk: Arc<Desk>, worker: String, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = desk.run_due(desk.today(), &worker).await {
            tracing::error!(%error, "what is due cannot be run");
        }
        tokio::select! {
            () = tokio::time::sleep(DUE) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Sends what the biller's own systems are told.
async fn webhooks(desk: Arc<Desk>, worker: String, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match desk.perform_webhooks(&worker).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, "webhooks cannot be sent"),
        }
        tokio::select! {
            () = tokio::time::sleep(REST) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}
