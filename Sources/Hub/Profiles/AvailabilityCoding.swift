import Decisions
import Times

extension Availability {
  /// The version that also tells rooms and steps; what has none of them is written as it always was.
  private static let roomsVersion: UInt8 = 2

  /// The bytes by which a ``DecisionContext`` keeps it: names in the order of their bytes, so that equal availabilities
  /// have equal bytes.
  public var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 64)
    let tellsMore = !volumeRooms.isEmpty || !laterRooms.isEmpty || !rolloutSteps.isEmpty
    writer.byte(tellsMore ? Availability.roomsVersion : EntryBody.formatVersion)
    writer.flag(isEverythingStopped)
    let sets = [
      stoppedActions, stoppedChannels, stoppedBrands, exhaustedActions, exhaustedChannels, channelsDown,
    ]
    for names in sets { writer.strings(names.sorted { $0.precedes($1) }) }
    guard tellsMore else { return writer.bytes }
    writer.count(volumeRooms.count)
    for (limit, room) in volumeRooms.sorted(by: { $0.key.precedes($1.key) }) {
      writer.string(limit)
      writer.signed(room)
    }
    writer.count(laterRooms.count)
    for later in laterRooms {
      writer.string(later.limit)
      writer.signed(later.window.lowerBound.secondsSince1970)
      writer.signed(later.window.upperBound.secondsSince1970)
      writer.signed(later.room)
    }
    writer.count(rolloutSteps.count)
    for (rollout, step) in rolloutSteps.sorted(by: { $0.key.precedes($1.key) }) {
      writer.string(rollout)
      writer.signed(Int64(step))
    }
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
    let version = try reader.version(upTo: Availability.roomsVersion)
    isEverythingStopped = try reader.flag()
    stoppedActions = Set(try reader.strings())
    stoppedChannels = Set(try reader.strings())
    stoppedBrands = Set(try reader.strings())
    exhaustedActions = Set(try reader.strings())
    exhaustedChannels = Set(try reader.strings())
    channelsDown = Set(try reader.strings())
    if version >= Availability.roomsVersion { try readRooms(&reader) }
    try reader.finish()
  }

  private mutating func readRooms(_ reader: inout ByteReader) throws(BodyError) {
    for _ in 0..<(try reader.count(ofBytes: 2)) {
      let limit = try reader.string()
      volumeRooms[limit] = try reader.signed()
    }
    for _ in 0..<(try reader.count(ofBytes: 4)) {
      let limit = try reader.string()
      let start = Instant(secondsSince1970: try reader.signed())
      let end = Instant(secondsSince1970: try reader.signed())
      guard start <= end else { throw .invalid("a window that ends before it begins") }
      laterRooms.append(VolumeRoom(limit: limit, window: start..<end, room: try reader.signed()))
    }
    for _ in 0..<(try reader.count(ofBytes: 2)) {
      let rollout = try reader.string()
      rolloutSteps[rollout] = Int(try reader.signed())
    }
  }
}
