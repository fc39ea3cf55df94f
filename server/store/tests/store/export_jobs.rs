//! Exports in the background.

use std::collections::BTreeSet;

use carrel_domain::{ExportId, PatronScope};
use carrel_store::export_job::{
    NewExport, State, add, claim, find, finish, give_back, list, list_expired, mark_deleted, report_progress,
};

use crate::{
    database::{NOW, TestDatabase},
    lines::line,
};

async fn scope_with_jobs(database: &TestDatabase, jobs: u32) -> PatronScope {
    database.import(&line(1, serde_json::json!({}))).await;
    let scope = database.scope("1").await;
    for job in 0..jobs {
        let export = NewExport {
            public_id: format!("job-{job}"),
            format: String::from("pdf"),
            category: None,
            language: String::from("fi"),
            rows_total: 10,
        };
        add(database.store.writer(), scope, export, NOW).await.unwrap();
    }
    scope
}

both! {
    async fn many_nodes_at_once_claim_each_job_once(database: &TestDatabase) {
        scope_with_jobs(database, 20).await;
        let nodes = (0..8).map(|node| {
            let store = database.store.clone();
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                // Twice as many times as there are jobs: a claim that does not hold would never end.
                for _ in 0..40 {
                    let node = format!("node-{node}");
                    match claim(store.writer(), &node, NOW, NOW.plus_seconds(60)).await.unwrap() {
                        Some(job) => claimed.push(job.id),
                        None => break,
                    }
                }
                claimed
            })
        });
        let mut claimed = Vec::new();
        for node in nodes.collect::<Vec<_>>() {
            claimed.extend(node.await.unwrap());
        }
        assert_eq!(claimed.len(), 20, "a job was claimed twice or never");
        assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), 20);
    }
}

both! {
    async fn the_job_of_a_killed_node_is_claimed_by_another(database: &TestDatabase) {
        let scope = scope_with_jobs(database, 1).await;
        let db = database.store.writer();
        let job = ExportId(claim(db, "killed", NOW, NOW.plus_seconds(60)).await.unwrap().unwrap().id);
        assert!(claim(db, "other", NOW.plus_seconds(59), NOW.plus_seconds(119)).await.unwrap().is_none());
        let again = claim(db, "other", NOW.plus_seconds(60), NOW.plus_seconds(120)).await.unwrap().unwrap();
        assert_eq!((again.id, again.attempts), (job.0, 2));
        // The first node was only slow: it must not touch the job any more.
        assert!(!report_progress(db, job, "killed", 5, NOW.plus_seconds(200)).await.unwrap());
        assert!(!finish(db, job, "killed", 100, NOW, NOW).await.unwrap());
        assert!(finish(db, job, "other", 100, NOW.plus_seconds(90), NOW.plus_seconds(86_400)).await.unwrap());
        let done = find(db, scope, "job-0").await.unwrap().unwrap();
        assert_eq!((State::from_name(&done.state), done.rows_done), (Some(State::Ready), 10));
    }
}

both! {
    async fn a_failed_job_waits_for_its_next_try(database: &TestDatabase) {
        let scope = scope_with_jobs(database, 1).await;
        let db = database.store.writer();
        let job = ExportId(claim(db, "node", NOW, NOW.plus_seconds(60)).await.unwrap().unwrap().id);
        give_back(db, job, "node", Some(NOW.plus_seconds(30)), NOW).await.unwrap();
        assert!(claim(db, "node", NOW.plus_seconds(29), NOW.plus_seconds(99)).await.unwrap().is_none());
        assert!(claim(db, "node", NOW.plus_seconds(30), NOW.plus_seconds(99)).await.unwrap().is_some());
        give_back(db, job, "node", None, NOW).await.unwrap();
        let failed = find(db, scope, "job-0").await.unwrap().unwrap();
        assert_eq!(State::from_name(&failed.state), Some(State::Failed));
    }
}

both! {
    async fn a_file_whose_time_is_over_is_deleted(database: &TestDatabase) {
        let scope = scope_with_jobs(database, 1).await;
        let db = database.store.writer();
        let job = ExportId(claim(db, "node", NOW, NOW.plus_seconds(60)).await.unwrap().unwrap().id);
        finish(db, job, "node", 100, NOW, NOW.plus_seconds(86_400)).await.unwrap();
        assert!(list_expired(db, NOW.plus_seconds(86_399)).await.unwrap().is_empty());
        assert_eq!(list(db, scope).await.unwrap().len(), 1);
        let late = NOW.plus_seconds(86_400);
        assert_eq!(list_expired(db, late).await.unwrap(), [(job, String::from("job-0"))]);
        assert_eq!(list_expired(db, late).await.unwrap().len(), 1, "until its file is gone");
        mark_deleted(db, job).await.unwrap();
        assert!(list_expired(db, late).await.unwrap().is_empty());
        assert!(list(db, scope).await.unwrap().is_empty());
    }
}

both! {
    async fn a_patron_finds_no_job_of_another(database: &TestDatabase) {
        scope_with_jobs(database, 1).await;
        database.import(&line(2, serde_json::json!({}))).await;
        let other = database.scope("2").await;
        assert!(find(database.store.reader(), other, "job-0").await.unwrap().is_none());
        assert!(list(database.store.reader(), other).await.unwrap().is_empty());
    }
}
