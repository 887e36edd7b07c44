import GRDB
import GRDBSQLite

/// One statement of a connection, bound and read through SQLite's own interface.
///
/// GRDB owns the connection and the compiled statement. Its way of binding makes an array of boxed values and a
/// dictionary look-up for every execution, which is more than SQLite itself takes to append a row. Texts and bytes pass
/// with their length, so that a NUL in a text of a customer survives.
struct Query {
  private let statement: Statement
  private let handle: OpaquePointer

  /// Prepares a statement that is kept with its connection, or takes it from there.
  init(_ connection: Database, _ sql: String) throws {
    statement = try connection.cachedStatement(sql: sql)
    handle = statement.sqliteStatement
  }

  /// Prepares a statement that only the caller has, and that ends with it.
  init(owned connection: Database, _ sql: String) throws {
    statement = try connection.makeStatement(sql: sql)
    handle = statement.sqliteStatement
  }

  // MARK: Binding

  /// Binds a whole number to the parameter of a number, from 1 on.
  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

  /// Binds a whole number, or NULL.
  func bind(_ index: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(handle, index, value) } else { sqlite3_bind_null(handle, index) }
  }

  /// Binds a hash by its bit pattern, because SQLite's integers have a sign.
  func bind(_ index: Int32, _ value: UInt64) { bind(index, Int64(bitPattern: value)) }

  /// Binds a text by a copy.
  func bind(_ index: Int32, _ value: String) throws {
    var value = value
    let code = value.withUTF8 { bytes in
      // An empty buffer may have no address, which would bind NULL.
      bytes.withMemoryRebound(to: CChar.self) { characters in
        sqlite3_bind_text(handle, index, characters.baseAddress ?? Query.nothing, Int32(bytes.count), Query.copied)
      }
    }
    if code != SQLITE_OK { throw failure(code) }
  }

  /// Binds bytes by a copy.
  func bind(_ index: Int32, _ value: [UInt8]) throws {
    let code =
      value.isEmpty
      ? sqlite3_bind_zeroblob(handle, index, 0)
      : value.withUnsafeBytes { sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), Query.copied) }
    if code != SQLITE_OK { throw failure(code) }
  }

  /// Binds bytes without a copy and runs the statement, which changes rows and answers with none.
  func run(_ index: Int32, borrowing value: [UInt8]) throws {
    try value.withUnsafeBytes { bytes in
      if bytes.isEmpty {
        sqlite3_bind_zeroblob(handle, index, 0)
      } else {
        sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), Query.borrowed)
      }
      try run()
    }
  }

  // MARK: Running

  /// Runs a statement that changes rows and answers with none.
  func run() throws {
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE || code == SQLITE_ROW else {
      let error = failure(code)
      sqlite3_reset(handle)
      throw error
    }
    sqlite3_reset(handle)
  }

  /// Calls a function for each row, until it returns false.
  func forEach(_ body: () throws -> Bool) throws {
    defer { sqlite3_reset(handle) }
    while true {
      let code = sqlite3_step(handle)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code) }
      guard try body() else { return }
    }
  }

  /// What a function reads from the first row; nothing when there is none.
  func first<Value>(_ read: () throws -> Value) throws -> Value? {
    var value: Value?
    try forEach {
      value = try read()
      return false
    }
    return value
  }

  /// What a function reads from each row.
  func all<Value>(_ read: () throws -> Value) throws -> [Value] {
    var values: [Value] = []
    try forEach {
      values.append(try read())
      return true
    }
    return values
  }

  /// How many rows the last change of this connection touched.
  var changedCount: Int { Int(sqlite3_changes(sqlite3_db_handle(handle))) }

  /// Whether the connection is in a transaction; SQLite ends one on its own after some errors.
  var isInTransaction: Bool { sqlite3_get_autocommit(sqlite3_db_handle(handle)) == 0 }

  // MARK: Reading the row; columns count from 0

  /// A whole number.
  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  /// A whole number; nothing for NULL.
  func optionalInt(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
  }

  /// A hash.
  func hash(_ column: Int32) -> UInt64 { UInt64(bitPattern: int(column)) }

  /// A text.
  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A text; nothing for NULL.
  func optionalText(_ column: Int32) -> String? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
  }

  /// Bytes.
  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  // MARK: Errors

  private func failure(_ code: Int32) -> DatabaseError {
    let connection = sqlite3_db_handle(handle)
    return DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
      message: sqlite3_errmsg(connection).map { String(cString: $0) })
  }

  /// SQLite copies what is bound so (SQLITE_TRANSIENT).
  private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
  /// SQLite reads what is bound so where it lies, until the statement was run (SQLITE_STATIC).
  private static var borrowed: sqlite3_destructor_type? { nil }
  /// An address for texts of length 0.
  private static var nothing: UnsafePointer<CChar>? { UnsafePointer(bitPattern: 1) }
}
