import Decisions
import Expressions
import Times

/// Turns `events("page_view").last("30d").count()`, `inSegment("gold")` and their like into slots that are computed when a
/// decision is made.
///
/// The checker hands over calls one after the other on one thread; the class collects what they ask for.
final class DerivedFeatures: @unchecked Sendable {
  // Unchecked because the checker wants a Sendable closure, yet calls it only inside `Checker.check`, on the caller's
  // thread; a charter is loaded by one task.
  private(set) var features: [DerivedFeature] = []
  private(set) var types: [ValueType] = []
  private var diagnostics: [Expressions.Diagnostic] = []
  private let firstSlot: Int

  /// The segments that there are.
  var segmentNames: [String] = []
  /// The slots of the segments that rules ask about.
  private(set) var segmentSlots: [String: Int] = [:]
  /// The segments that were asked about since somebody last took them, and where.
  private var asked: [(name: String, range: SourceRange)] = []
  /// Why nothing may be asked that is computed; nothing: it may.
  var refusal: String?

  private let events: [String]
  private let channels: [String]

  init(firstSlot: Int, events: [String], channels: [String]) {
    self.firstSlot = firstSlot
    self.events = events
    self.channels = channels
  }

  /// Mistakes in the calls seen since the last question.
  func takeDiagnostics() -> [Expressions.Diagnostic] {
    defer { diagnostics = [] }
    return diagnostics
  }

  /// The segments that were asked about since the last question.
  func takeAsked() -> [(name: String, range: SourceRange)] {
    defer { asked = [] }
    return asked
  }

  /// The slot behind a call, if it is one of the chains that this type knows.
  func declaration(of call: SyntaxView) -> Declaration? {
    if call.functionName == "inSegment", call.receiver == nil { return segment(call) }
    guard let name = call.functionName, call.arguments.isEmpty, let chain = call.receiver,
      let (source, window) = source(chain)
    else { return nil }
    let measure: DerivedFeature.Measure
    let type: ValueType
    switch name {
    case "count": (measure, type) = (.count, .int)
    case "sum": (measure, type) = (.sum, .double)
    case "daysSinceLast": (measure, type) = (.daysSinceLast, .int)
    case "any": (measure, type) = (.any, .bool)
    default: return nil
    }
    if let refusal { report(call, refusal) }
    let slot = slot(DerivedFeature(slot: 0, source: source, windowSeconds: window, measure: measure), type: type)
    return Declaration(name: call.text, type: type, slot: slot)
  }

  private func slot(_ feature: DerivedFeature, type: ValueType) -> Int {
    var feature = feature
    for known in features {
      feature.slot = known.slot
      if known == feature { return known.slot }
    }
    feature.slot = firstSlot + types.count
    features.append(feature)
    types.append(type)
    return feature.slot
  }

  /// `inSegment("x")`.
  private func segment(_ call: SyntaxView) -> Declaration? {
    guard call.arguments.count == 1, let name = call.arguments[0].stringLiteral else {
      report(call, "`inSegment` takes the name of a segment in quotes")
      return Declaration(name: call.text, type: .bool, slot: firstSlot)
    }
    if let refusal { report(call, refusal) }
    if !segmentNames.contains(name) {
      report(
        call.arguments[0],
        "there is no segment `\(name)` in segments.yaml\(Suggestion.sentence(for: name, among: segmentNames))")
    }
    asked.append((name, call.range))
    let slot = segmentSlots[name] ?? firstSlot + types.count
    if segmentSlots[name] == nil {
      segmentSlots[name] = slot
      types.append(.bool)
    }
    return Declaration(name: call.text, type: .bool, slot: slot)
  }

  /// `events("x")` or `contacts("x")`, with `.last("30d")` after it or not.
  private func source(_ call: SyntaxView) -> (DerivedFeature.Source, Int64?)? {
    if call.functionName == "last", let inner = call.receiver {
      guard case (let source, nil)?? = Optional(source(inner)) else { return nil }
      guard let argument = call.arguments.first, call.arguments.count == 1, let text = argument.stringLiteral,
        let seconds = try? DurationText.seconds(of: text), seconds > 0
      else {
        report(call, "`last` takes a duration in quotes, such as `last(\"30d\")`")
        return (source, nil)
      }
      return (source, seconds)
    }
    guard call.receiver == nil, let name = call.functionName else { return nil }
    switch (name, call.arguments.count) {
    case ("events", 1):
      guard let event = call.arguments[0].stringLiteral else {
        report(call, "`events` takes the name of an event in quotes")
        return (.events(""), nil)
      }
      if !events.contains(event) {
        report(
          call.arguments[0],
          "there is no event `\(event)` in world.yaml\(Suggestion.sentence(for: event, among: events))"
        )
      }
      return (.events(event), nil)
    case ("contacts", 0): return (.contacts(channel: ""), nil)
    case ("contacts", 1):
      guard let channel = call.arguments[0].stringLiteral else {
        report(call, "`contacts` takes the name of a channel in quotes, or nothing")
        return (.contacts(channel: ""), nil)
      }
      if !channels.contains(channel) {
        report(
          call.arguments[0], "there is no channel `\(channel)`\(Suggestion.sentence(for: channel, among: channels))")
      }
      return (.contacts(channel: channel), nil)
    default: return nil
    }
  }

  private func report(_ place: SyntaxView, _ message: String) {
    diagnostics.append(Expressions.Diagnostic(code: .unknownName, message: message, range: place.range))
  }
}
