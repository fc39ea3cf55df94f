-- The tables that an import reads, as Koha 20.05 has them (columns that matter, and some that do not).
CREATE TABLE borrowers (
  borrowernumber int(11) NOT NULL AUTO_INCREMENT, cardnumber varchar(32) DEFAULT NULL, surname longtext NOT NULL,
  firstname mediumtext DEFAULT NULL, title longtext DEFAULT NULL, othernames longtext DEFAULT NULL,
  address longtext NOT NULL, city longtext NOT NULL, zipcode varchar(25) DEFAULT NULL, email longtext DEFAULT NULL,
  phone mediumtext DEFAULT NULL, dateofbirth date DEFAULT NULL, branchcode varchar(10) NOT NULL DEFAULT '',
  categorycode varchar(10) NOT NULL DEFAULT '', dateenrolled date DEFAULT NULL, dateexpiry date DEFAULT NULL,
  gonenoaddress tinyint(1) DEFAULT NULL, lost tinyint(1) DEFAULT NULL, debarred date DEFAULT NULL,
  borrowernotes longtext DEFAULT NULL, password varchar(60) DEFAULT NULL, flags int(11) DEFAULT NULL,
  userid varchar(75) DEFAULT NULL, privacy int(11) NOT NULL DEFAULT 1, lang varchar(25) NOT NULL DEFAULT 'default',
  login_attempts int(4) DEFAULT 0, overdrive_auth_token mediumtext DEFAULT NULL, anonymized tinyint(1) NOT NULL DEFAULT 0,
  updated_on timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), lastseen datetime DEFAULT NULL,
  PRIMARY KEY (borrowernumber), UNIQUE KEY cardnumber (cardnumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE borrower_attributes (
  id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) NOT NULL, code varchar(10) NOT NULL,
  attribute varchar(255) DEFAULT NULL, PRIMARY KEY (id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE issues (
  issue_id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) DEFAULT NULL, itemnumber int(11) DEFAULT NULL,
  date_due datetime DEFAULT NULL, branchcode varchar(10) DEFAULT NULL, returndate datetime DEFAULT NULL,
  lastreneweddate datetime DEFAULT NULL, renewals tinyint(4) NOT NULL DEFAULT 0, auto_renew tinyint(1) DEFAULT 0,
  timestamp timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), issuedate datetime DEFAULT NULL,
  onsite_checkout int(1) NOT NULL DEFAULT 0, note longtext DEFAULT NULL, PRIMARY KEY (issue_id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE old_issues LIKE issues;
ALTER TABLE old_issues MODIFY issue_id int(11) NOT NULL;
CREATE TABLE reserves (
  reserve_id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) NOT NULL DEFAULT 0, reservedate date DEFAULT NULL,
  biblionumber int(11) NOT NULL DEFAULT 0, branchcode varchar(10) DEFAULT NULL, cancellationdate date DEFAULT NULL,
  reservenotes longtext DEFAULT NULL, priority smallint(6) NOT NULL DEFAULT 1, found varchar(1) DEFAULT NULL,
  timestamp timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), itemnumber int(11) DEFAULT NULL,
  waitingdate date DEFAULT NULL, expirationdate date DEFAULT NULL, lowestPriority tinyint(1) NOT NULL DEFAULT 0,
  suspend tinyint(1) NOT NULL DEFAULT 0, suspend_until datetime DEFAULT NULL, itemtype varchar(10) DEFAULT NULL,
  item_level_hold tinyint(1) NOT NULL DEFAULT 0, PRIMARY KEY (reserve_id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE old_reserves LIKE reserves;
ALTER TABLE old_reserves MODIFY reserve_id int(11) NOT NULL, MODIFY borrowernumber int(11) DEFAULT NULL;
CREATE TABLE accountlines (
  accountlines_id int(11) NOT NULL AUTO_INCREMENT, issue_id int(11) DEFAULT NULL, borrowernumber int(11) DEFAULT NULL,
  itemnumber int(11) DEFAULT NULL, date timestamp NULL DEFAULT NULL, amount decimal(28,6) DEFAULT NULL,
  description longtext DEFAULT NULL, credit_type_code varchar(80) DEFAULT NULL, debit_type_code varchar(80) DEFAULT NULL,
  status varchar(16) DEFAULT NULL, payment_type varchar(80) DEFAULT NULL, amountoutstanding decimal(28,6) DEFAULT NULL,
  timestamp timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), note mediumtext DEFAULT NULL,
  manager_id int(11) DEFAULT NULL, interface varchar(16) DEFAULT NULL, branchcode varchar(10) DEFAULT NULL,
  PRIMARY KEY (accountlines_id), KEY acctsborridx (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE message_queue (
  message_id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) DEFAULT NULL, subject mediumtext DEFAULT NULL,
  content mediumtext DEFAULT NULL, metadata mediumtext DEFAULT NULL, letter_code varchar(64) DEFAULT NULL,
  message_transport_type varchar(20) NOT NULL, status enum('sent','pending','failed','deleted') NOT NULL DEFAULT 'pending',
  time_queued timestamp NULL DEFAULT NULL, updated_on timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  to_address longtext DEFAULT NULL, from_address longtext DEFAULT NULL, content_type mediumtext DEFAULT NULL,
  PRIMARY KEY (message_id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE messages (
  message_id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) NOT NULL, branchcode varchar(10) DEFAULT NULL,
  message_type varchar(1) NOT NULL, message mediumtext NOT NULL, message_date timestamp NOT NULL DEFAULT current_timestamp(),
  PRIMARY KEY (message_id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE borrower_debarments (
  borrower_debarment_id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) NOT NULL, expiration date DEFAULT NULL,
  type enum('SUSPENSION','OVERDUES','MANUAL','DISCHARGE') NOT NULL DEFAULT 'MANUAL', comment mediumtext DEFAULT NULL,
  manager_id int(11) DEFAULT NULL, created timestamp NULL DEFAULT current_timestamp(), updated timestamp NULL DEFAULT NULL,
  PRIMARY KEY (borrower_debarment_id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE suggestions (
  suggestionid int(8) NOT NULL AUTO_INCREMENT, suggestedby int(11) DEFAULT NULL, suggesteddate date DEFAULT NULL,
  STATUS varchar(10) NOT NULL DEFAULT '', note longtext DEFAULT NULL, author varchar(80) DEFAULT NULL,
  title varchar(255) DEFAULT NULL, copyrightdate smallint(6) DEFAULT NULL, reason mediumtext DEFAULT NULL,
  PRIMARY KEY (suggestionid), KEY suggestedby (suggestedby)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE borrower_message_preferences (
  borrower_message_preference_id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) DEFAULT NULL,
  categorycode varchar(10) DEFAULT NULL, message_attribute_id int(11) DEFAULT 0, days_in_advance int(11) DEFAULT NULL,
  wants_digest tinyint(1) NOT NULL DEFAULT 0, PRIMARY KEY (borrower_message_preference_id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE borrower_message_transport_preferences (
  borrower_message_preference_id int(11) NOT NULL DEFAULT 0, message_transport_type varchar(20) NOT NULL DEFAULT '0',
  PRIMARY KEY (borrower_message_preference_id, message_transport_type)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE message_attributes (
  message_attribute_id int(11) NOT NULL AUTO_INCREMENT, message_name varchar(40) NOT NULL DEFAULT '',
  takes_days tinyint(1) NOT NULL DEFAULT 0, PRIMARY KEY (message_attribute_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE patron_consent (
  id int(11) NOT NULL AUTO_INCREMENT, borrowernumber int(11) NOT NULL, type enum('GDPR_PROCESSING') DEFAULT NULL,
  given_on datetime DEFAULT NULL, refused_on datetime DEFAULT NULL, PRIMARY KEY (id), KEY borrowernumber (borrowernumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE borrower_relationships (
  id int(11) NOT NULL AUTO_INCREMENT, guarantor_id int(11) DEFAULT NULL, guarantee_id int(11) NOT NULL,
  relationship varchar(100) NOT NULL, PRIMARY KEY (id), KEY guarantor_id (guarantor_id), KEY guarantee_id (guarantee_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE biblio (
  biblionumber int(11) NOT NULL AUTO_INCREMENT, author longtext DEFAULT NULL, title longtext DEFAULT NULL,
  PRIMARY KEY (biblionumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE items (
  itemnumber int(11) NOT NULL AUTO_INCREMENT, biblionumber int(11) NOT NULL DEFAULT 0, barcode varchar(20) DEFAULT NULL,
  itemcallnumber varchar(255) DEFAULT NULL, PRIMARY KEY (itemnumber)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE deletedbiblio LIKE biblio;
CREATE TABLE deleteditems LIKE items;
CREATE TABLE systempreferences (
  variable varchar(50) NOT NULL DEFAULT '', value mediumtext DEFAULT NULL, PRIMARY KEY (variable)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
