@testable import Channels
import Foundation
import Hub
@testable import Messages
import Synchronization
import Testing
import Times

@Suite("Messages in a folder: a file each, and a manifest of those that are whole") struct FolderTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)")

  private func read(_ path: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }

  private func letter(_ lines: [String]) -> RenderedMessage {
    .letter(
      LetterMessage(
        recipient: PostalAddress(lines: lines), sender: ["BANQUE", "75009 PARIS"], date: "29/11/2026", subject: "Été",
        paragraphs: [.init(style: .text, text: "Bonjour")], isRegistered: false, locale: "fr"))
  }

  @Test("a letter is a PDF, an e-mail a message that Python reads, both once however often they are written")
  func kinds() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let channel = FolderChannel(name: "x", path: folder.path, now: { Instant(secondsSince1970: 1_796_000_000) })
    let lines = ["MME ADA LOVELACE", "1 RUE DE LA PAIX", "75002 PARIS"]
    #expect(await channel.send(handover(to: "", letter(lines))).word == "accepted")
    #expect(await channel.send(handover(to: "a@b.example", .email(email()), decision: 2)).word == "accepted")
    let batch = "20261130T0000Z"
    let pdf = try Data(contentsOf: folder.appendingPathComponent("\(batch)/d1267-0.pdf"))
    #expect(pdf.starts(with: Data("%PDF-".utf8)))
    let eml = try Data(contentsOf: folder.appendingPathComponent("\(batch)/d2-0.eml"))
    #expect(eml.starts(with: Data("Date: ".utf8)))
    let rows = try read("\(batch)/manifest.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 3 && rows[0].joined(separator: ",") == FolderBatches.columns.joined(separator: ","))
    #expect(rows[1][1] == "d1267-0.pdf" && rows[1][2] == "\(pdf.count)" && rows[2][5] == "a@b.example")
    #expect(Set(rows.map(\.count)) == [FolderBatches.columns.count])
  }

  @Test("what cannot be posted is refused and has no row")
  func refused() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let channel = FolderChannel(name: "x", path: folder.path)
    #expect(await channel.send(handover(to: "", letter(["ADA"]))).word == "refused")
    #expect(await channel.send(handover(to: "nobody", .email(email()))).word == "dead")
    #expect(await channel.send(handover(to: "", nil)).word == "refused")
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    let file = FolderChannel(name: "x", path: "/dev/null/no")
    #expect(await file.send(handover(to: "", .call(CallScript(text: "Hello")))).word == "unavailable")
  }

  @Test("a batch that is over stays as it is, also when the clock goes back")
  func batches() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let time = Atomic<Int>(1_796_000_000)
    let channel = FolderChannel(
      name: "x", path: folder.path, batchSeconds: 3_600,
      now: { Instant(secondsSince1970: Int64(time.load(ordering: .relaxed))) })
    for (moment, decision) in [(1_796_000_000, 1), (1_796_003_600, 2), (1_796_000_001, 3)] as [(Int, Int64)] {
      time.store(moment, ordering: .relaxed)
      #expect(
        await channel.send(handover(to: "+33100000000", .call(CallScript(text: "Hi")), decision: decision)).word
          == "accepted")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count == 2)
    #expect(try read("\(names[0])/manifest.csv").split(separator: "\n").count == 2)
    #expect(try read("\(names[1])/manifest.csv").split(separator: "\n").count == 3)
  }

  @Test("no field ends a row or is a formula")
  func fields() {
    let table = [
      ("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""), ("=1+1", "'=1+1"),
      ("+33 1 00", "+33 1 00"), ("+cmd", "'+cmd"), ("-2", "-2"), ("@x", "'@x"), ("", ""),
    ]
    for (text, field) in table { #expect(FolderBatches.field(text) == field) }
  }
}
