-- What changed in the tables that an import reads from Koha 20.05 to 25.05; after koha-20.05.sql.
ALTER TABLE borrowers
  ADD preferred_name longtext DEFAULT NULL AFTER firstname, ADD protected tinyint(1) NOT NULL DEFAULT 0,
  ADD secret mediumtext DEFAULT NULL, ADD auth_method enum('password','two-factor') NOT NULL DEFAULT 'password',
  ADD primary_contact_method varchar(45) DEFAULT NULL, ADD pronouns longtext DEFAULT NULL;
ALTER TABLE issues CHANGE renewals renewals_count tinyint(3) unsigned NOT NULL DEFAULT 0, ADD issuer_id int(11) DEFAULT NULL,
  ADD unseen_renewals tinyint(4) NOT NULL DEFAULT 0, ADD notedate datetime DEFAULT NULL, ADD noteseen int(1) DEFAULT NULL;
ALTER TABLE old_issues CHANGE renewals renewals_count tinyint(3) unsigned NOT NULL DEFAULT 0, ADD issuer_id int(11) DEFAULT NULL,
  ADD unseen_renewals tinyint(4) NOT NULL DEFAULT 0, ADD notedate datetime DEFAULT NULL, ADD noteseen int(1) DEFAULT NULL;
ALTER TABLE reserves ADD cancellation_reason varchar(80) DEFAULT NULL, ADD patron_expiration_date date DEFAULT NULL,
  ADD non_priority tinyint(1) NOT NULL DEFAULT 0;
ALTER TABLE old_reserves ADD cancellation_reason varchar(80) DEFAULT NULL, ADD patron_expiration_date date DEFAULT NULL,
  ADD non_priority tinyint(1) NOT NULL DEFAULT 0;
ALTER TABLE accountlines ADD old_issue_id int(11) DEFAULT NULL, ADD register_id int(11) DEFAULT NULL;
ALTER TABLE message_queue ADD letter_id int(11) DEFAULT NULL, ADD delivery_note mediumtext DEFAULT NULL,
  ADD reply_address longtext DEFAULT NULL, ADD failure_code mediumtext DEFAULT NULL;
ALTER TABLE messages ADD manager_id int(11) DEFAULT NULL, ADD patron_read_date timestamp NULL DEFAULT NULL;
ALTER TABLE patron_consent MODIFY type tinytext DEFAULT NULL;
ALTER TABLE borrower_debarments MODIFY type varchar(50) NOT NULL;
ALTER TABLE suggestions ADD lastmodificationby int(11) DEFAULT NULL, ADD archived tinyint(1) NOT NULL DEFAULT 0;
