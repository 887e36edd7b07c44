import Expressions
import Populations

/// Reads `truth.yaml`: how customers behave in a simulation.
///
/// docs/SIMULATION.md has every key with its meaning.
public enum TruthFile {
  /// Reads a file and checks its names against a charter.
  ///
  /// - Parameters:
  ///   - text: what the file holds.
  ///   - file: its name, for diagnostics.
  ///   - loaded: the charter whose actions, channels, segments and events it may name.
  /// - Throws: ``CharterFaults`` with every mistake at once.
  public static func read(
    _ text: String, file: String = "truth.yaml", for loaded: LoadedCharter
  ) throws(CharterFaults) -> PlantedTruth {
    let log = DiagnosticLog()
    var truth = PlantedTruth()
    if let root = YAMLReader.read(text, file: file, log: log) {
      ShapeCheck(log: log).check(root, Format.truth)
      if !log.hasErrors { truth = TruthReader(log: log, loaded: loaded).truth(root) }
    }
    if log.hasErrors { throw CharterFaults(diagnostics: log.sorted) }
    return truth
  }
}

extension Format {
  private static let odds = Shape.number(0.001...1_000)

  private static let truthEffect = Shape.object(
    ObjectShape(
      noun: "an effect",
      fields: [
        Field("actions", .oneOrMany(.text), "actions; all where it is left out"),
        Field("channels", .oneOrMany(.text), "channels; all where it is left out"),
        Field("segment", .text, "a segment of the charter"),
        Field("odds", odds, "the factor on the odds of an answer"),
        Field("odds_per_week", odds, "the factor by which the odds grow in a week"),
      ]))

  private static let truthHours = Shape.object(
    ObjectShape(
      noun: "a stretch of hours",
      fields: [
        Field("channels", .oneOrMany(.text), "channels; all where it is left out"),
        Field("from", .integer(0...23), "the first local hour", required: true),
        Field("to", .integer(1...24), "the first local hour after it", required: true),
        Field("odds", odds, "the factor on the odds of an answer", required: true),
      ]))

  private static let truthOptOut = Shape.object(
    ObjectShape(
      noun: "unsubscriptions",
      fields: [
        Field("hazard", share, "the chance that a contact ends in one, without pressure", required: true),
        Field("per_point", .number(0...5), "what a point of pressure adds to the logarithm of the hazard"),
        Field("complaints", share, "the share who complain instead"),
      ]))

  /// The shape of `truth.yaml`.
  static let truth = Shape.object(
    ObjectShape(
      noun: "a truth",
      fields: [
        Field("rates", .record(share), "true chances by action, instead of the charter's propensities"),
        Field("spread", .number(0...3), "the standard deviation of customers' own log odds"),
        Field("effects", .list(truthEffect), "what makes answers more or less likely, for whom"),
        Field("organic", share, "the share of answers that would have come without the contact"),
        Field("fatigue", .number(0...5), "how much a point of pressure lowers the log odds of an answer"),
        Field("recovery", .duration, "the time in which half of a contact's pressure fades"),
        Field("opt_out", truthOptOut, "unsubscriptions from marketing"),
        Field("hours", .list(truthHours), "what hours do to answers"),
        Field("delay", .duration, "the median of the time from a contact to its answer"),
        Field("opened", share, "the chance that an unanswered contact is opened"),
        Field("refused", share, "the chance that an unanswered contact is refused"),
        Field("visits", .record(share), "visits a customer and day by inbound channel"),
        Field("events", .record(share), "events a customer and day by name"),
      ]))
}

/// Turns the nodes of a file into the truth; unknown names are reported.
private struct TruthReader {
  let log: DiagnosticLog
  let loaded: LoadedCharter

  private var actions: [String] { loaded.charter.actions.map(\.name) }
  private var channels: [String] { loaded.charter.channels.map(\.name) }

  func truth(_ root: FileNode) -> PlantedTruth {
    var truth = PlantedTruth()
    truth.rates = record(root["rates"], "action", actions)
    truth.spread = root["spread"]?.number ?? truth.spread
    truth.effects = (root["effects"]?.items ?? []).map(effect)
    truth.organicShare = root["organic"]?.number ?? truth.organicShare
    truth.fatiguePerPoint = root["fatigue"]?.number ?? truth.fatiguePerPoint
    truth.recoveryHalfLifeDays = root["recovery"]?.seconds.map { Double($0) / 86_400 } ?? truth.recoveryHalfLifeDays
    truth.optOut = root["opt_out"].map {
      PlantedTruth.OptOut(
        hazard: $0["hazard"]?.number ?? 0, perPoint: $0["per_point"]?.number ?? 0,
        complaintShare: $0["complaints"]?.number ?? 0)
    }
    truth.hours = (root["hours"]?.items ?? []).map(hours)
    truth.delayMedianSeconds = root["delay"]?.seconds.map(Double.init) ?? truth.delayMedianSeconds
    truth.openChance = root["opened"]?.number ?? 0
    truth.refusalChance = root["refused"]?.number ?? 0
    let inbound = loaded.charter.channels.filter { $0.direction == .inbound }.map(\.name)
    truth.visits = record(root["visits"], "inbound channel", inbound)
    truth.events = record(root["events"], "event", loaded.world.events)
    return truth
  }

  private func effect(_ node: FileNode) -> PlantedTruth.Effect {
    let segments = loaded.always.segments.map(\.name)
    return PlantedTruth.Effect(
      actions: names(node["actions"], "action", actions), channels: names(node["channels"], "channel", channels),
      segment: names(node["segment"], "segment", segments).first ?? "", odds: node["odds"]?.number ?? 1,
      oddsPerWeek: node["odds_per_week"]?.number ?? 1)
  }

  private func hours(_ node: FileNode) -> PlantedTruth.HourProfile {
    PlantedTruth.HourProfile(
      channels: names(node["channels"], "channel", channels), fromHour: node["from"]?.integer ?? 0,
      toHour: node["to"]?.integer ?? 24, odds: node["odds"]?.number ?? 1)
  }

  private func names(_ node: FileNode?, _ noun: String, _ known: [String]) -> [String] {
    guard let node else { return [] }
    return node.oneOrMany.compactMap { name(of: $0, noun, known) }
  }

  private func record(_ node: FileNode?, _ noun: String, _ known: [String]) -> [String: Double] {
    var record: [String: Double] = [:]
    for (key, value) in node?.entries ?? [] {
      guard let name = name(of: key, noun, known) else { continue }
      record[name] = value.number
    }
    return record
  }

  private func name(of node: FileNode, _ noun: String, _ known: [String]) -> String? {
    guard let text = node.text else { return nil }
    if known.contains(text) { return text }
    log.report(
      "name.unknown", "there is no \(noun) `\(text)` in the charter\(Suggestion.sentence(for: text, among: known))",
      at: node)
    return nil
  }
}
