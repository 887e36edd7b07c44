import Charters
import Decisions
import Expressions
import Testing

@testable import Hub

@Suite("Attributes that held for one decision only")
struct MomentaryAttributeTests {
  private static var world: World {
    get throws {
      try CharterLoader.load(SmallWorld().files, zones: ZoneDirectory()).world
    }
  }

  private static let values: [(name: String, value: Value)] = [
    ("basket", .double(80.5)), ("age", .int(-3)), ("city", .string("Saint-Étienne")), ("basket", .null),
    ("age", .uint(.max)),
  ]

  @Test("what is written is read again, in order, at any length")
  func again() throws {
    let world = try Self.world
    for count in 0...Self.values.count {
      let some = Array(Self.values.prefix(count))
      let read = try MomentaryAttributes.decode(MomentaryAttributes.encode(some, world), world)
      #expect(read.map(\.name) == some.map(\.name))
      #expect(read.map { "\($0.value)" } == some.map { "\($0.value)" })
    }
  }

  @Test("records of before, with names, are still read")
  func before() throws {
    var patch = CustomerPatch()
    patch.attributes = [("age", .int(7)), ("gone", .bool(true))]
    let read = try MomentaryAttributes.decode(EntryBody.patch(patch).encode(), try Self.world)
    #expect(read.map(\.name) == ["age", "gone"])
  }

  @Test("damaged bytes are an error", arguments: [[2, 0], [2, 99, 1], [3], [0], [2, 0xFF]] as [[UInt8]])
  func damaged(bytes: [UInt8]) throws {
    let world = try Self.world
    #expect(throws: BodyError.self) { try MomentaryAttributes.decode(bytes, world) }
  }
}
