import Decisions
import Times

extension JourneyState {
  /// The format that is written, and the newest that can be read. 2: a firing has its year.
  static let format: UInt8 = 2

  /// The state in few bytes, for a log: what ``init(bytes:)`` reads.
  public var bytes: [UInt8] {
    var writer = StateWriter()
    writer.byte(JourneyState.format)
    writer.number(settledSeconds)
    writer.standing(base)
    writer.list(signals) { $0.signal($1) }
    // Once everything is settled, both are one.
    writer.byte(current == base ? 0 : 1)
    if current != base { writer.standing(current) }
    writer.list(issued) { writer, issued in
      writer.symbol(issued.source)
      writer.number(issued.ordinal)
      writer.number(issued.dueSeconds)
    }
    return writer.bytes
  }

  /// Reads a state.
  ///
  /// - Throws: ``JourneyStateError`` where the bytes are not those of a state, or of one that a newer mesure wrote.
  public init(bytes: [UInt8]) throws(JourneyStateError) {
    var reader = StateReader(bytes)
    let format = try reader.byte()
    guard format >= 1 else { throw .invalid("no format version") }
    guard format <= JourneyState.format else {
      throw JourneyStateError(
        code: "state.newer", message: "the journey state was written by a newer mesure (format \(format))")
    }
    settledSeconds = try reader.number()
    base = try reader.standing(format)
    signals = try reader.list { (reader) throws(JourneyStateError) in try reader.signal() }
    switch try reader.byte() {
    case 0: current = base
    case 1: current = try reader.standing(format)
    default: throw .invalid("a flag that is neither 0 nor 1")
    }
    issued = try reader.list { (reader) throws(JourneyStateError) in
      Issued(source: try reader.symbol(), ordinal: try reader.number(), dueSeconds: try reader.number())
    }
    guard reader.isAtEnd else { throw .trailing }
  }
}

extension StateWriter {
  fileprivate mutating func standing(_ standing: Standing) {
    number(standing.timeSeconds)
    symbol(Symbol(rawValue: standing.planKey))
    list(standing.holding) { $0.symbol($1) }
    list(standing.deadlines) {
      $0.symbol($1.trigger)
      $0.number($1.dueSeconds)
    }
    list(standing.firings) {
      $0.symbol($1.trigger)
      $0.number($1.atSeconds)
      $0.number($1.year)
    }
    list(standing.pending) {
      $0.symbol($1.source)
      $0.number($1.ordinal)
      $0.number($1.atSeconds)
      $0.number($1.dueSeconds)
    }
    list(standing.runs) { $0.run($1) }
  }

  private mutating func run(_ run: Standing.Run) {
    symbol(run.journey)
    number(run.count)
    symbol(run.stage)
    // Times of one run lie near one another: their differences are short.
    number(run.enteredSeconds)
    number(run.stageSeconds - run.enteredSeconds)
    number(run.waitSeconds - run.stageSeconds)
    number(run.visits)
    number(run.suspendedSeconds)
    number(run.resumesSeconds)
    number(run.endedSeconds)
    byte(run.ending.rawValue)
  }

  fileprivate mutating func signal(_ signal: KeptSignal) {
    byte(signal.kind.rawValue)
    number(signal.atSeconds)
    switch signal.kind {
    case .created, .look: break
    case .attributes:
      list(signal.changes) {
        $0.symbol($1.attribute)
        $0.blob($1.before)
      }
    case .zones: list(signal.zones) { $0.symbol($1) }
    case .event: symbol(signal.name)
    case .contact, .outcome:
      symbol(signal.name)
      symbol(signal.channel)
      byte(signal.outcome.rawValue)
    }
  }
}

extension StateReader {
  fileprivate mutating func standing(_ format: UInt8) throws(JourneyStateError) -> Standing {
    var standing = Standing()
    standing.timeSeconds = try number()
    standing.planKey = try symbol().rawValue
    standing.holding = try list { (reader) throws(JourneyStateError) in try reader.symbol() }
    standing.deadlines = try list { (reader) throws(JourneyStateError) in
      Standing.Deadline(trigger: try reader.symbol(), dueSeconds: try reader.number())
    }
    standing.firings = try list { (reader) throws(JourneyStateError) in
      Standing.Firing(
        trigger: try reader.symbol(), atSeconds: try reader.number(), year: format >= 2 ? try reader.number() : 0)
    }
    standing.pending = try list { (reader) throws(JourneyStateError) in
      Standing.Pending(
        source: try reader.symbol(), ordinal: try reader.number(), atSeconds: try reader.number(),
        dueSeconds: try reader.number())
    }
    standing.runs = try list { (reader) throws(JourneyStateError) in try reader.run() }
    return standing
  }

  private mutating func run() throws(JourneyStateError) -> Standing.Run {
    var run = Standing.Run(journey: try symbol())
    run.count = try number()
    run.stage = try symbol()
    run.enteredSeconds = try number()
    run.stageSeconds = run.enteredSeconds &+ (try number())
    run.waitSeconds = run.stageSeconds &+ (try number())
    run.visits = try number()
    run.suspendedSeconds = try number()
    run.resumesSeconds = try number()
    run.endedSeconds = try number()
    guard let ending = JourneyEnding(rawValue: try byte()) else { throw .invalid("an ending that there is not") }
    run.ending = ending
    return run
  }

  fileprivate mutating func signal() throws(JourneyStateError) -> KeptSignal {
    guard let kind = KeptSignal.Kind(rawValue: try byte()) else { throw .invalid("a signal of an unknown kind") }
    var signal = KeptSignal(kind, at: Instant(secondsSince1970: try number()))
    switch kind {
    case .created, .look: break
    case .attributes:
      signal.changes = try list { (reader) throws(JourneyStateError) in
        KeptSignal.Change(attribute: try reader.symbol(), before: try reader.blob())
      }
    case .zones: signal.zones = try list { (reader) throws(JourneyStateError) in try reader.symbol() }
    case .event: signal.name = try symbol()
    case .contact, .outcome:
      signal.name = try symbol()
      signal.channel = try symbol()
      guard let outcome = ContactOutcome(rawValue: try byte()) else { throw .invalid("an outcome that there is not") }
      signal.outcome = outcome
    }
    return signal
  }
}
