import Foundation
import Hub
import HubTesting
import Seeds
import StoreSQLite
import Testing

@Suite("Erased bytes")
struct ErasureTests {
  @Test("nothing an erased customer told is left in the files", arguments: 1...3)
  func bytes(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try Folder()
    let store = try SQLiteStore(path: folder.database)
    let customers: Int64 = 400
    var heads: [Int64: Int64] = [:]
    // Names in random order, so that pages of identities are split with the names of others on them.
    let secrets = (1...customers).map { _ in "person-\(random.next())-\(random.next())" }
    for position in 1...Int64(3000) {
      let customer = position <= customers ? position : Int64(random.int(1...Int(customers)))
      // Some bodies do not fit on a page.
      let filling = String(repeating: "x", count: random.chance(0.05) ? 9000 : random.int(0...400))
      var commit = Sample.commit(
        Sample.entry(
          position, of: customer, after: heads[customer] ?? 0,
          body: Array("\(filling)body of \(secrets[Int(customer) - 1])\(filling)".utf8)))
      if heads[customer] == nil {
        commit.identities = [
          (Identity(.id, secrets[Int(customer) - 1]), Sample.customer(customer)),
          (Identity(.anonymous, "device of \(secrets[Int(customer) - 1])"), Sample.customer(customer)),
        ]
      }
      if random.chance(0.3) {
        var row = Sample.message(position, to: customer, due: Int64(random.int(0...1000)))
        row.brand = "for \(secrets[Int(customer) - 1])"
        commit.outboxAdded = [row]
      }
      heads[customer] = position
      try store.commit([commit])
    }
    let erased = (1...customers).filter { _ in random.chance(0.1) }
    let before = try folder.bytes
    for customer in erased { #expect(before.range(of: Data(secrets[Int(customer) - 1].utf8)) != nil) }
    for customer in erased { #expect(try await store.erase(Sample.customer(customer)) == .overwritten) }
    for state in ["open", "closed"] {
      if state == "closed" { try store.close() }
      let after = try folder.bytes
      for customer in erased {
        #expect(after.range(of: Data(secrets[Int(customer) - 1].utf8)) == nil, "\(customer), \(state), seed \(seed)")
      }
      let kept = (1...customers).first { !erased.contains($0) }
      let secret = secrets[Int(try #require(kept)) - 1]
      #expect(after.range(of: Data(secret.utf8)) != nil, "others are left alone, \(state)")
    }
  }
}
