import GRDBSQLite
import Glibc
import Synchronization

/// Makes the system's calls of SQLite fail on demand, for the files of one folder.
///
/// It stands between SQLite and its usual file system as a file system of its own (`sqlite3_vfs`), and passes on
/// what is not to
/// fail. It is the default of the process once it is installed; files of other folders do not notice.
enum FaultyDisk {
  /// What is to fail.
  struct Fault: Equatable {
    /// The calls that fail.
    enum Call { case write, sync, read }
    var call: Call
    /// What they answer, such as `SQLITE_IOERR_FSYNC`.
    var code: Int32
    /// How many of them succeed first.
    var after = 0
    /// Whether a sync that fails did its work before: the disk has the data and nobody knows.
    var isDoneFirst = true
    /// Only of files that end so.
    var ending = "-wal"
  }

  private struct State {
    var faults: [String: Fault] = [:]
    var paths: [UInt: String] = [:]
    var failedCount: [String: Int] = [:]
  }

  private static let state = Mutex(State())

  /// Breaks the disk below a folder; nothing mends it.
  static func set(_ fault: Fault?, below folder: String) {
    _ = isInstalled
    state.withLock { $0.faults[folder] = fault }
  }

  /// How many calls failed below a folder.
  static func failedCount(below folder: String) -> Int { state.withLock { $0.failedCount[folder] ?? 0 } }

  /// Takes its place before SQLite's own file system, once.
  static let isInstalled: Bool = {
    guard let usual = sqlite3_vfs_find(nil) else { return false }
    let faulty = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    faulty.initialize(to: usual.pointee)
    let name = strdup("faulty")
    faulty.pointee.zName = UnsafePointer(name)
    faulty.pointee.pNext = nil
    faulty.pointee.xOpen = { vfs, name, file, flags, outFlags in
      guard let usual = sqlite3_vfs_find("unix"), let file else { return SQLITE_CANTOPEN }
      let code = usual.pointee.xOpen(usual, name, file, flags, outFlags)
      guard code == SQLITE_OK, let methods = file.pointee.pMethods else { return code }
      FaultyDisk.opened(file, name.map { String(cString: $0) } ?? "")
      file.pointee.pMethods = FaultyDisk.standIn(for: methods)
      return code
    }
    return sqlite3_vfs_register(faulty, 1) == SQLITE_OK
  }()

  /// The usual methods by the address of their stand-in, which never goes.
  private static let methods = Mutex<[UInt: UInt]>([:])

  private static func opened(_ file: UnsafeMutablePointer<sqlite3_file>, _ path: String) {
    state.withLock { $0.paths[UInt(bitPattern: file)] = path }
  }

  /// Methods that ask for faults first.
  private static func standIn(for usual: UnsafePointer<sqlite3_io_methods>) -> UnsafePointer<sqlite3_io_methods>? {
    methods.withLock { methods in
      if let known = methods.first(where: { $0.value == UInt(bitPattern: usual) }) {
        return UnsafePointer(bitPattern: known.key)
      }
      let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
      own.initialize(to: usual.pointee)
      own.pointee.xWrite = { file, bytes, count, offset in
        if let fault = FaultyDisk.fault(.write, file) { return fault.code }
        return FaultyDisk.usual(file)?.pointee.xWrite(file, bytes, count, offset) ?? SQLITE_IOERR
      }
      own.pointee.xRead = { file, bytes, count, offset in
        if let fault = FaultyDisk.fault(.read, file) { return fault.code }
        return FaultyDisk.usual(file)?.pointee.xRead(file, bytes, count, offset) ?? SQLITE_IOERR
      }
      own.pointee.xSync = { file, flags in
        let fault = FaultyDisk.fault(.sync, file)
        if let fault, !fault.isDoneFirst { return fault.code }
        let code = FaultyDisk.usual(file)?.pointee.xSync(file, flags) ?? SQLITE_IOERR
        return fault?.code ?? code
      }
      methods[UInt(bitPattern: own)] = UInt(bitPattern: usual)
      return UnsafePointer(own)
    }
  }

  private static func usual(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafePointer<sqlite3_io_methods>? {
    let own = UInt(bitPattern: file?.pointee.pMethods)
    return methods.withLock { $0[own] }.flatMap { UnsafePointer(bitPattern: $0) }
  }

  private static func fault(_ call: Fault.Call, _ file: UnsafeMutablePointer<sqlite3_file>?) -> Fault? {
    state.withLock { state in
      guard !state.faults.isEmpty, let path = state.paths[UInt(bitPattern: file)],
        let folder = state.faults.keys.first(where: { path.hasPrefix($0) }), let fault = state.faults[folder],
        fault.call == call, path.hasSuffix(fault.ending)
      else { return nil }
      guard fault.after <= 0 else {
        state.faults[folder]?.after -= 1
        return nil
      }
      state.failedCount[folder, default: 0] += 1
      return fault
    }
  }
}
