import Foundation
import Servers
import Testing

@Suite("Keys from the command line", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
struct KeysTests {
  @Test("a key opens what its scopes say, until it is revoked")
  func keys() throws {
    let folder = try Program.temporaryFolder()
    #expect(try Program.run("$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key").code == 0)
    let made = try Program.run("$mesure keys create --name website --scopes ingest,decide --data \(folder)/data")
    #expect(made.code == 0, "\(made.err)")
    let secret = made.out.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(secret.hasPrefix("mk_"))
    let list = try Program.run("$mesure keys list --data \(folder)/data")
    let rows = list.out.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(
      rows.map { Array($0.prefix(3)) } == [
        ["1", "first", "ingest,decide,read,write,administer"], ["2", "website", "ingest,decide"],
      ])
    #expect(!list.out.contains(secret))
    #expect(try statuses(folder, secret) == [200, 403])
    #expect(try Program.run("$mesure keys revoke 2 --data \(folder)/data").code == 0)
    #expect(try statuses(folder, secret) == [401, 401])
  }

  /// What a key gets for telling of an event, which needs `ingest`, and for reading a customer, which needs `read`.
  private func statuses(_ folder: String, _ secret: String) throws -> [Int] {
    let server = try ServerProcess(folder: folder)
    let connection = try WireConnection(port: server.port, key: secret)
    let track = try connection.ask("POST", "/v1/track", #"{"userId": "ada", "event": "login"}"#)
    let read = try connection.ask("GET", "/v1/customers/ada")
    #expect(server.stop() == 0)
    return [track.status, read.status]
  }

  @Test(
    "mistakes are told",
    arguments: [
      ("create --name x --scopes decide,rule", 64, "there is no scope `rule`; there is ingest, decide, read"),
      ("create --name x --scopes ''", 64, "there is no scope ``"),
      ("revoke 9", 2, "[key.unknown]"),
      ("create --name '' --scopes read", 2, "[key.invalid]"),
    ])
  func mistakes(_ verb: String, _ code: Int32, _ says: String) throws {
    let folder = try Program.temporaryFolder()
    #expect(try Program.run("$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key").code == 0)
    let ended = try Program.run("$mesure keys \(verb) --data \(folder)/data")
    #expect(ended.code == code)
    #expect(ended.err.contains(says), "\(ended.err)")
  }
}
