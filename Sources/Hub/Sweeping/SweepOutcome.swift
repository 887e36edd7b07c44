import Decisions
import Sweeps

/// What a sweep's limits came to: what was scarce, who got it as a whole, and what one more unit would have been worth.
///
/// Of a sweep that was cut off and went on, it is that of the last part.
public struct SweepOutcome: Hashable, Sendable {
  /// What one limit came to. Amounts are contacts, or money.
  public struct Limit: Hashable, Sendable {
    /// Its name in the charter.
    public var name: String
    /// Whether it limits money; else contacts.
    public var isMoney: Bool
    /// What was left when the sweep came.
    public var room: Double
    /// What the sweep gave away.
    public var given: Double
    /// What one more unit would have been worth, in money; 0: the limit does not bind.
    public var price: Double
    /// What was kept for segments.
    public var floors: [Floor]
  }

  /// What a floor came to.
  public struct Floor: Hashable, Sendable {
    /// Its name in the charter.
    public var name: String
    /// What was kept.
    public var kept: Double
    /// What its segment got.
    public var given: Double
    /// What a unit costs its customers, in money.
    public var price: Double
  }

  /// One a limit, in the order of the charter. While a version is rolled out, those that only the version before has come
  /// after; one of which they have different amounts stands there twice, with the smaller for those who have less.
  public var limits: [Limit]
  /// What everything that is said is worth, in money.
  public var value: Double
  /// What no assignment within the limits could pass, in money.
  public var valueBound: Double
  /// Whether the value is proven to be the greatest.
  public var isOptimal: Bool

  /// How far below the greatest the value may be, as a share of it.
  public var gap: Double { valueBound > 0 ? max(0, valueBound - value) / valueBound : 0 }
}

extension SweepOutcome {
  /// Money is counted in millionths.
  private static let unitsOfMoney = 1e6

  init(_ sweep: Sweep) {
    limits = sweep.limits.map { report in
      let unit = report.isMoney ? SweepOutcome.unitsOfMoney : 1
      return Limit(
        name: report.name, isMoney: report.isMoney, room: Double(report.room) / unit,
        given: Double(report.taken) / unit, price: report.price * unit,
        floors: report.floors.map {
          Floor(
            name: $0.name, kept: Double($0.kept) / unit, given: Double($0.taken) / unit, price: $0.price * unit)
        })
    }
    value = sweep.value
    valueBound = sweep.valueBound
    isOptimal = sweep.isOptimal
  }

  /// The bytes that the store keeps.
  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 256)
    writer.byte(EntryBody.formatVersion)
    writer.double(value)
    writer.double(valueBound)
    writer.flag(isOptimal)
    writer.count(limits.count)
    for limit in limits {
      writer.string(limit.name)
      writer.flag(limit.isMoney)
      for figure in [limit.room, limit.given, limit.price] { writer.double(figure) }
      writer.count(limit.floors.count)
      for floor in limit.floors {
        writer.string(floor.name)
        for figure in [floor.kept, floor.given, floor.price] { writer.double(figure) }
      }
    }
    return writer.bytes
  }

  /// Reads what ``encoded`` gave; nothing for no bytes.
  /// - Throws: ``BodyError`` when they are damaged.
  init?(encoded bytes: [UInt8]) throws(BodyError) {
    if bytes.isEmpty { return nil }
    var reader = ByteReader(bytes)
    _ = try reader.version(upTo: EntryBody.formatVersion)
    value = try reader.double()
    valueBound = try reader.double()
    isOptimal = try reader.flag()
    limits = []
    for _ in 0..<(try reader.count(ofBytes: 27)) {
      var limit = Limit(
        name: try reader.string(), isMoney: try reader.flag(), room: try reader.double(), given: try reader.double(),
        price: try reader.double(), floors: [])
      for _ in 0..<(try reader.count(ofBytes: 25)) {
        limit.floors.append(
          Floor(
            name: try reader.string(), kept: try reader.double(), given: try reader.double(),
            price: try reader.double()))
      }
      limits.append(limit)
    }
    try reader.finish()
  }
}
