//! SQLite's write-ahead log, copied beside those who write.

both! {
    async fn what_was_written_is_copied_into_the_file_while_somebody_writes(database: &TestDatabase) {
        let store = &database.store;
        database.import(include_str!("sample.jsonl")).await;
        database.execute("UPDATE patron SET userid = 'kept'").await.unwrap();
        let writing = store.begin().await.unwrap();
        let copied = store.copy_write_ahead_log().await.unwrap();
        assert_eq!(copied > 0, store.has_one_writer(), "{copied} pages");
        writing.rollback().await.unwrap();
        assert_eq!(database.number("SELECT COUNT(*) FROM patron WHERE userid <> 'kept'").await, 0);
    }
}
