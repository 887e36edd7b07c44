import Decisions

extension Availability {
  /// The bytes by which a ``DecisionContext`` keeps it: names in the order of their bytes, so that equal availabilities
  /// have equal bytes.
  public var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 64)
    writer.byte(EntryBody.formatVersion)
    writer.flag(isEverythingStopped)
    let sets = [
      stoppedActions, stoppedChannels, stoppedBrands, exhaustedActions, exhaustedChannels, channelsDown,
    ]
    for names in sets { writer.strings(names.sorted { $0.precedes($1) }) }
    return writer.bytes
  }

  /// Reads what ``encoded`` gave; nothing when the bytes are damaged.
  public init?(encoded bytes: [UInt8]) {
    do throws(BodyError) {
      try self.init(reading: bytes)
    } catch {
      return nil
    }
  }

  private init(reading bytes: [UInt8]) throws(BodyError) {
    self.init()
    var reader = ByteReader(bytes)
    _ = try reader.version(upTo: EntryBody.formatVersion)
    isEverythingStopped = try reader.flag()
    stoppedActions = Set(try reader.strings())
    stoppedChannels = Set(try reader.strings())
    stoppedBrands = Set(try reader.strings())
    exhaustedActions = Set(try reader.strings())
    exhaustedChannels = Set(try reader.strings())
    channelsDown = Set(try reader.strings())
    try reader.finish()
  }
}
