import Crypto
import Foundation
import Hub
import Synchronization
import Times

/// The batches of a folder: files of messages, and a manifest of those that are whole.
final class FolderBatches: Sendable {
  private let folder: URL
  private let batchSeconds: Int64
  private let now: @Sendable () -> Instant
  /// When the newest batch began that was written to: a clock that goes back opens no batch again that was over.
  private let newest = Mutex(Int64.min)

  /// The manifest's columns.
  static let columns = [
    "message", "file", "bytes", "sha256", "customer", "address", "action", "purpose", "handed_over",
  ]

  init(folder: URL, batchSeconds: Int64, now: @escaping @Sendable () -> Instant) {
    self.folder = folder
    self.batchSeconds = batchSeconds
    self.now = now
  }

  /// Writes a message's files, and then its row.
  /// - Throws: what the file system says.
  func add(_ files: [FolderFile], id: String, _ handover: Handover) throws {
    // One at a time, so that rows stay whole and a batch that is over stays as it is.
    try newest.withLock { newest in
      let moment = now().secondsSince1970
      let start = max(newest, moment.quotientFloored(by: batchSeconds) * batchSeconds)
      newest = start
      let batch = folder.appendingPathComponent(Self.name(of: start), isDirectory: true)
      try FileManager.default.createDirectory(at: batch, withIntermediateDirectories: true)
      for file in files {
        try Data(file.bytes).write(to: batch.appendingPathComponent("\(id).\(file.ending)"), options: .atomic)
      }
      guard let file = files.first else { return }
      try append(row(of: file, id: id, handover), to: batch.appendingPathComponent("manifest.csv"))
    }
  }

  private func row(of file: FolderFile, id: String, _ handover: Handover) -> [String] {
    let hash = SHA256.hash(data: file.bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    return [
      id, "\(id).\(file.ending)", "\(file.bytes.count)", hash, handover.customer.value, handover.address,
      handover.message.action, handover.purpose, Timestamp(seconds: handover.at.secondsSince1970).rfc3339,
    ]
  }

  private func append(_ row: [String], to manifest: URL) throws {
    let isNew = !FileManager.default.fileExists(atPath: manifest.path)
    let lines = (isNew ? [Self.columns, row] : [row]).map { $0.map(Self.field).joined(separator: ",") + "\n" }
    if isNew { _ = FileManager.default.createFile(atPath: manifest.path, contents: nil) }
    let handle = try FileHandle(forWritingTo: manifest)
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(lines.joined().utf8))
    try handle.synchronize()
  }

  /// A field of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe; a telephone number is
  /// none.
  static func field(_ text: String) -> String {
    var text = text
    if let first = text.utf8.first, "=@\t\r".utf8.contains(first) || "+-".utf8.contains(first) && !isNumber(text) {
      text = "'" + text
    }
    guard text.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func isNumber(_ text: String) -> Bool {
    text.utf8.dropFirst().allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: " ") }
  }

  /// The name of the batch that begins then, such as `20261129T1300Z`.
  static func name(of start: Int64) -> String {
    let day = start.quotientFloored(by: 86_400)
    let date = CivilDate(daysSince1970: Int(day))
    let minutes = (start - day * 86_400) / 60
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.year)\(two(Int64(date.month)))\(two(Int64(date.day)))T\(two(minutes / 60))\(two(minutes % 60))Z"
  }
}
