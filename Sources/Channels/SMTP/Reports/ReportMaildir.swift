import Foundation
import Hub
import Logging

/// The maildir that reports about our mails come into: each is read once, told to the hub, and moved from `new` to
/// `cur` as seen.
///
/// A report that comes twice, or is read again because the server was killed before it was moved, changes nothing
/// more.
public struct ReportMaildir: Sendable {
  private let folder: URL
  private let logger: Logger

  /// How long it waits between two looks.
  private static let pause = Duration.seconds(1)
  /// The most reports of one look.
  private static let reportsMax = 1_000

  init(path: String, logger: Logger) {
    folder = URL(fileURLWithPath: path, isDirectory: true)
    self.logger = logger
  }

  /// Goes on until the task is cancelled.
  public func watch(_ authority: Authority) async {
    while !Task.isCancelled {
      if await look(authority) == 0 { try? await Task.sleep(for: Self.pause) }
    }
  }

  /// Takes what lies there.
  /// - Returns: how many reports were moved on.
  func look(_ authority: Authority) async -> Int {
    let new = folder.appendingPathComponent("new", isDirectory: true)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: new.path)) ?? []
    var count = 0
    for name in names.sorted().prefix(Self.reportsMax) where !name.hasPrefix(".") && !Task.isCancelled {
      guard let bytes = read(new.appendingPathComponent(name)) else { continue }
      let report = MailReport(bytes)
      if let report, await !tell(report, authority) { return count }
      if move(name) { count += 1 }
      logger.info(
        "a mail of the reports' maildir was read", metadata: ["reason": "\(report?.kind.name ?? "nothing")"])
    }
    return count
  }

  private func read(_ file: URL) -> [UInt8]? {
    // Regular files only: a link might lead anywhere.
    let kind = try? FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
    guard kind == .typeRegular, let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: MIMEPart.bytesMax)).map { $0.map { [UInt8]($0) } ?? [] }
  }

  /// - Returns: false: the hub takes nothing now, so it is told later.
  private func tell(_ report: MailReport, _ authority: Authority) async -> Bool {
    var news = Feedback(decision: report.decision, choice: report.choice, kind: report.kind)
    news.note = report.note
    do throws(HubError) {
      _ = try await authority.record(news)
      return true
    } catch {
      if case .unavailable = error.kind { return false }
      // Of a contact that came to another end, or a customer who was erased: no news.
      return true
    }
  }

  private func move(_ name: String) -> Bool {
    let cur = folder.appendingPathComponent("cur", isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: cur, withIntermediateDirectories: true)
      let seen = name.contains(":2,") ? name : name + ":2,S"
      return rename(
        folder.appendingPathComponent("new/\(name)").path, cur.appendingPathComponent(seen).path) == 0
    } catch {
      return false
    }
  }
}
