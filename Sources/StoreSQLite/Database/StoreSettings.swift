/// How the store uses memory and disk; every number that was chosen stands here.
enum StoreSettings {
  /// Marks a file as a store of mesure, in the header that SQLite leaves to applications ("Mesu").
  static let applicationID: Int64 = 0x4D65_7375

  /// Bytes of a page: SQLite's own default, and the size of a block of most disks.
  static let pageBytes = 4_096
  /// Connections that read beside the writer. Reads are short; more of them would only wait for the same disk.
  static let readersCount = 4
  /// Page cache of the writer, in KiB: the last pages of the log, and those of identities and heads that are in use.
  static let writerCacheKiB = 32 * 1024
  /// Page cache of each reader, in KiB.
  static let readerCacheKiB = 16 * 1024
  /// Bytes of the file mapped into memory. None: a read error of the disk would then end the process with a signal
  /// instead of an error that can be told, and reads of warm pages take a microsecond either way.
  static let mappedBytes = 0
  /// How long to wait for somebody's lock, in seconds; only other programs, such as a backup, ever hold one.
  static let busySeconds = 5.0

  /// Pages added to the write-ahead log before they are copied into the database, beside the answering path: 16 MiB.
  static let checkpointPages = 4_096
  /// From so many pages on the log is to be begun anew: 64 MiB. That needs a moment without writes, so it is done
  /// when few pages are left to copy.
  static let restartPages = 16_384
  /// How many pages are few: 4 MiB.
  static let restartBacklogPages = 1_024
  /// From so many pages on the writer copies them all, whatever that costs, so that the log stays bounded: 256 MiB.
  static let logPagesMax = 65_536

  /// How long the writer waits at once for readers of an older state to end, when pages of somebody erased must go from
  /// the log, and how often it tries while the caller waits: for a second in all, without keeping commits waiting for
  /// longer than once.
  static let cleaningWaitSeconds = 0.1
  /// See ``cleaningWaitSeconds``.
  static let cleaningAttemptsMax = 5
  /// How long it pauses before it tries again when the caller waits no more, at first, and how long at most. A backup
  /// may take hours.
  static let cleaningPauseSecondsMin = 0.25
  /// See ``cleaningPauseSecondsMin``.
  static let cleaningPauseSecondsMax = 5.0
  /// How long the writer waits then.
  static let cleaningAgainWaitSeconds = 0.02

  /// Entries after which the newest positions of customers are written to their rows. It bounds what is read again
  /// after a crash (about a quarter of a second), and the memory for what is not written yet (32 bytes each).
  static let entriesPerSweep = 262_144
  /// Rows of customers written in one commit at least, while a sweep is on.
  static let headsPerCommitMin = 256
  /// Rows of customers written in one transaction when the store closes.
  static let headsPerClosingCommit = 16_384

  /// Once-keys after which they are sorted into a run. It bounds what is read when the store opens, and the memory for
  /// what is not sorted yet (about 50 bytes each); more of them make fewer runs to look into.
  static let keysPerSweep = 131_072
  /// Keys copied into a run in one commit at least, while a sweep is on.
  static let keysPerCommitMin = 128

  /// Files up to so many pages are checked whole when they are opened: 64 MiB, a fraction of a second.
  static let checkedPagesMax = 16_384
}
