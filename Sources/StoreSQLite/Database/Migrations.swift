import GRDB
import Hub

/// The schema's history: append-only, one step a version. A step that was released never changes.
enum Migrations {
  /// The steps; the version of a database is how many of them it has seen.
  static let all: [String] = [
    first, outboxCounts, journeys, keyRuns, volumeUses, sweeps, rolloutMoves, earlierCharters, models,
    deliveries, stopReasons,
  ]

  /// Brings a database to the version that this program knows.
  /// - Throws: `store.newer` when it is beyond; `store.damaged` when it is somebody else's.
  static func apply(to connection: Database, path: String) throws {
    let version = Int(try Query(owned: connection, "PRAGMA user_version").number)
    let application = try Query(owned: connection, "PRAGMA application_id").number
    let isEmpty = try Query(owned: connection, "SELECT count(*) FROM sqlite_schema").number == 0
    guard isEmpty || application == StoreSettings.applicationID else {
      throw StoreError(
        "store.damaged", "`\(path)` is a database of another program; give the hub a file of its own")
    }
    guard version <= all.count else {
      throw StoreError(
        "store.newer",
        "`\(path)` was written by a newer mesure (schema \(version), this one knows \(all.count)); install that one, "
          + "or put back a backup")
    }
    guard version < all.count else { return }
    // Only an empty file takes it; the others have it.
    try connection.execute(sql: "PRAGMA page_size = \(StoreSettings.pageBytes)")
    try connection.inTransaction(.immediate) {
      for step in all[version...] { try connection.execute(sql: step) }
      try connection.execute(sql: "PRAGMA application_id = \(StoreSettings.applicationID)")
      try connection.execute(sql: "PRAGMA user_version = \(all.count)")
      return .commit
    }
  }

  private static let first = """
    -- Marks that outlive the rows they were taken from: how far heads are written, and the greatest numbers ever given.
    CREATE TABLE marks(
      name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('heads', 'position', 'customer', 'at')),
      value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO marks VALUES ('heads', 0), ('position', 0), ('customer', 0), ('at', 0);

    -- Everything that is known of customers, in the order in which it became known.
    CREATE TABLE log(
      position INTEGER PRIMARY KEY CHECK (position > 0),
      customer INTEGER NOT NULL CHECK (customer > 0),
      previous INTEGER NOT NULL CHECK (previous >= 0 AND previous < position),
      at INTEGER NOT NULL,
      kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 8),
      body BLOB NOT NULL) STRICT;
    CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
      BEGIN SELECT RAISE(ABORT, 'an entry of the log is never changed'); END;

    -- The newest entry of each customer; behind for those whose entries lie beyond the mark 'heads'.
    CREATE TABLE customers(
      number INTEGER PRIMARY KEY CHECK (number > 0),
      head INTEGER NOT NULL CHECK (head > 0)) STRICT;

    CREATE TABLE identities(
      kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
      value TEXT NOT NULL CHECK (length(CAST(value AS BLOB)) BETWEEN 1 AND 256),
      customer INTEGER NOT NULL REFERENCES customers(number),
      PRIMARY KEY (kind, value)) STRICT, WITHOUT ROWID;
    CREATE INDEX identities_by_customer ON identities(customer);

    CREATE TABLE links(
      link INTEGER NOT NULL,
      customer INTEGER NOT NULL REFERENCES customers(number),
      PRIMARY KEY (link, customer)) STRICT, WITHOUT ROWID;
    CREATE INDEX links_by_customer ON links(customer);

    CREATE TABLE once_keys(
      high INTEGER NOT NULL, low INTEGER NOT NULL,
      request_high INTEGER NOT NULL, request_low INTEGER NOT NULL,
      position INTEGER NOT NULL CHECK (position >= 0),
      at INTEGER NOT NULL,
      PRIMARY KEY (high, low)) STRICT, WITHOUT ROWID;
    CREATE INDEX once_keys_by_time ON once_keys(at);

    CREATE TABLE outbox(
      decision INTEGER NOT NULL REFERENCES log(position),
      choice INTEGER NOT NULL CHECK (choice >= 0),
      customer INTEGER NOT NULL CHECK (customer > 0),
      action TEXT NOT NULL,
      channel TEXT NOT NULL,
      brand TEXT NOT NULL,
      due INTEGER NOT NULL,
      PRIMARY KEY (decision, choice)) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_by_due ON outbox(channel, due);

    CREATE TABLE volumes(action TEXT NOT NULL PRIMARY KEY, contacts INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    -- Decisions name charters, so nothing of these is ever removed.
    CREATE TABLE charters(
      number INTEGER PRIMARY KEY,
      version TEXT NOT NULL UNIQUE,
      uploaded_at INTEGER NOT NULL) STRICT;
    CREATE TABLE charter_files(
      charter INTEGER NOT NULL REFERENCES charters(number),
      place INTEGER NOT NULL,
      path TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (charter, place)) STRICT, WITHOUT ROWID;
    CREATE TABLE activations(
      number INTEGER PRIMARY KEY CHECK (number > 0),
      version TEXT NOT NULL REFERENCES charters(version),
      at INTEGER NOT NULL) STRICT;
    CREATE TABLE contexts(
      number INTEGER PRIMARY KEY CHECK (number > 0),
      charter_version TEXT NOT NULL REFERENCES charters(version),
      model_version TEXT NOT NULL,
      availability BLOB NOT NULL) STRICT;

    CREATE TABLE stops(
      target INTEGER NOT NULL CHECK (target BETWEEN 1 AND 4),
      name TEXT NOT NULL CHECK (target <> 1 OR name = ''),
      PRIMARY KEY (target, name)) STRICT, WITHOUT ROWID;
    CREATE TABLE access_keys(
      number INTEGER PRIMARY KEY CHECK (number > 0),
      name TEXT NOT NULL,
      secret_digest BLOB NOT NULL UNIQUE,
      scopes INTEGER NOT NULL CHECK (scopes BETWEEN 0 AND 255),
      created_at INTEGER NOT NULL,
      revoked_at INTEGER) STRICT;
    """

  private static let outboxCounts = """
    -- How many messages wait, so that nobody has to count them.
    CREATE TABLE outbox_counts(channel TEXT NOT NULL PRIMARY KEY, messages INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO outbox_counts SELECT channel, count(*) FROM outbox GROUP BY channel;
    """

  private static let keyRuns = """
    -- Once-keys in the order in which they were used; the last ones only.
    CREATE TABLE recent_once_keys(
      number INTEGER PRIMARY KEY,
      high INTEGER NOT NULL, low INTEGER NOT NULL,
      request_high INTEGER NOT NULL, request_low INTEGER NOT NULL,
      position INTEGER NOT NULL CHECK (position >= 0),
      at INTEGER NOT NULL) STRICT;
    -- The others, sorted many at a time; a run has been forgotten when its newest key is old enough.
    CREATE TABLE once_key_runs(run INTEGER PRIMARY KEY, newest INTEGER NOT NULL) STRICT;
    CREATE TABLE sorted_once_keys(
      run INTEGER NOT NULL,
      high INTEGER NOT NULL, low INTEGER NOT NULL,
      request_high INTEGER NOT NULL, request_low INTEGER NOT NULL,
      position INTEGER NOT NULL CHECK (position >= 0),
      at INTEGER NOT NULL,
      PRIMARY KEY (run, high, low)) STRICT, WITHOUT ROWID;
    INSERT INTO once_key_runs SELECT 1, max(at) FROM once_keys HAVING count(*) > 0;
    INSERT INTO sorted_once_keys
      SELECT 1, high, low, request_high, request_low, position, at FROM once_keys ORDER BY high, low;
    DROP TABLE once_keys;
    """
}

extension Migrations {
  /// Entries of journeys, and what journeys wait for.
  ///
  /// A check of a table can only be changed in its text. That is safe when no row that is there breaks the new one
  /// (https://sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"), and it does not copy the log.
  fileprivate static let journeys = """
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'kind BETWEEN 1 AND 8', 'kind BETWEEN 1 AND 63') WHERE name = 'log';
    PRAGMA writable_schema = RESET;

    -- When each customer's journeys are looked at next.
    CREATE TABLE timers(
      customer INTEGER PRIMARY KEY REFERENCES customers(number),
      due INTEGER NOT NULL) STRICT;
    CREATE INDEX timers_by_due ON timers(due, customer);

    -- Occasions that were opened and are not decided yet.
    CREATE TABLE occasions(
      opened INTEGER NOT NULL REFERENCES log(position),
      place INTEGER NOT NULL CHECK (place >= 0),
      customer INTEGER NOT NULL CHECK (customer > 0),
      source TEXT NOT NULL,
      expires INTEGER NOT NULL,
      PRIMARY KEY (opened, place)) STRICT, WITHOUT ROWID;

    CREATE TABLE segments(name TEXT NOT NULL PRIMARY KEY, customers INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    -- How far the look over everybody got that a new charter asks for.
    CREATE TABLE review(
      one INTEGER PRIMARY KEY CHECK (one = 1),
      plan INTEGER NOT NULL,
      reached INTEGER NOT NULL,
      is_done INTEGER NOT NULL CHECK (is_done IN (0, 1))) STRICT;
    """
}

extension Migrations {
  /// Use of volume limits by window, in the place of contacts by action. What was counted so far is that of the limits that
  /// actions' volumes are, which count in all of time.
  fileprivate static let volumeUses = """
    CREATE TABLE volume_uses(
      volume TEXT NOT NULL,
      is_money INTEGER NOT NULL CHECK (is_money IN (0, 1)),
      per TEXT NOT NULL CHECK (per IN ('', 'day', 'week', 'month')),
      start INTEGER NOT NULL,
      units INTEGER NOT NULL,
      PRIMARY KEY (volume, is_money, per, start)) STRICT, WITHOUT ROWID;
    INSERT INTO volume_uses SELECT 'volume of ' || action, 0, '', 0, contacts FROM volumes;
    DROP TABLE volumes;
    """

  /// Sweeps, and how far they got.
  fileprivate static let sweeps = """
    CREATE TABLE sweeps(
      number INTEGER PRIMARY KEY CHECK (number > 0),
      begun INTEGER NOT NULL,
      planned INTEGER,
      last INTEGER NOT NULL,
      lanes INTEGER NOT NULL CHECK (lanes > 0),
      ended INTEGER,
      outcome BLOB NOT NULL) STRICT;
    CREATE TABLE sweep_marks(
      sweep INTEGER NOT NULL REFERENCES sweeps(number),
      lane INTEGER NOT NULL CHECK (lane >= 0),
      reached INTEGER NOT NULL,
      decisions INTEGER NOT NULL,
      contacts INTEGER NOT NULL,
      PRIMARY KEY (sweep, lane)) STRICT, WITHOUT ROWID;
    """
}

extension Migrations {
  /// The steps that roll-outs were put on.
  fileprivate static let rolloutMoves = """
    CREATE TABLE rollout_moves(
      number INTEGER PRIMARY KEY CHECK (number > 0),
      rollout TEXT NOT NULL,
      step INTEGER NOT NULL CHECK (step >= -1),
      at INTEGER NOT NULL,
      reason TEXT NOT NULL) STRICT;
    """

  /// Which version decides for customers whom the roll-out of an activated one has not reached.
  fileprivate static let earlierCharters = """
    ALTER TABLE activations ADD COLUMN earlier TEXT REFERENCES charters(version);
    """

  /// What was learned from the log up to a position.
  fileprivate static let models = """
    CREATE TABLE models(
      position INTEGER PRIMARY KEY CHECK (position >= 0),
      at INTEGER NOT NULL,
      state BLOB NOT NULL) STRICT;
    """

  /// Messages on their way, and of those that wait what is urgent and how often they were tried.
  fileprivate static let deliveries = """
    ALTER TABLE outbox ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1));
    ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0);
    DROP INDEX outbox_by_due;
    CREATE INDEX outbox_by_due ON outbox(channel, urgent, due);

    CREATE TABLE deliveries(
      decision INTEGER NOT NULL REFERENCES log(position),
      choice INTEGER NOT NULL CHECK (choice >= 0),
      customer INTEGER NOT NULL CHECK (customer > 0),
      action TEXT NOT NULL,
      channel TEXT NOT NULL,
      brand TEXT NOT NULL,
      due INTEGER NOT NULL,
      urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
      at INTEGER NOT NULL,
      provider_id TEXT NOT NULL,
      PRIMARY KEY (decision, choice)) STRICT, WITHOUT ROWID;
    CREATE INDEX deliveries_unanswered ON deliveries(decision, choice) WHERE state = 1;
    CREATE INDEX deliveries_by_provider ON deliveries(channel, provider_id) WHERE provider_id <> '';
    CREATE INDEX deliveries_by_time ON deliveries(at) WHERE state <> 1;
    """
}

extension Migrations {
  /// Why guards stopped something.
  fileprivate static let stopReasons = """
    ALTER TABLE stops ADD COLUMN reason TEXT NOT NULL DEFAULT '';
    """
}

extension Query {
  /// The one whole number that the statement answers with; 0 for none.
  var number: Int64 { get throws { try first { int(0) } ?? 0 } }
}
