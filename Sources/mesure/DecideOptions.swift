import ArgumentParser
import Charters
import Decisions
import Foundation
import Learning
import Times

/// What `decide` and `explain` ask in common: which customers, when, on which occasion.
struct OccasionOptions: ParsableArguments {
  @Option(help: "The moment of the decisions, such as 2026-11-23T10:30 (in the charter's zone); default: now.")
  var at: String?

  @Option(help: "Ask about this channel only; may be given several times.")
  var channel: [String] = []

  @Option(help: "Ask about this action only; may be given several times.")
  var action: [String] = []

  @Flag(help: "The customer is here: ask about inbound channels.")
  var inbound = false

  @Option(help: "The customer is here, at this placement.")
  var placement: String?

  @Option(help: "The most answers for a customer.")
  var answers = 1

  @Option(
    help:
      "What `mesure learn` wrote: learned models, and corrections of brought ones; without it the charter's own propensities hold."
  )
  var models: String?

  /// What decisions read: the charter, and learned models where they are asked for.
  func snapshot(_ loaded: LoadedCharter) throws -> Snapshot { snapshot(loaded, try learned()) }

  /// The learned models, where they are asked for.
  func learned() throws -> LearnedModels? { try models.map { try ModelsFile.read($0) } }

  /// What decisions read: the charter, and learned models where there are any.
  func snapshot(_ loaded: LoadedCharter, _ learned: LearnedModels?) -> Snapshot {
    let plan = CharterPlan(loaded.charter)
    guard let learned else { return Snapshot(plan: plan) }
    return Snapshot(plan: plan, models: Models(plan, learned, space: FeatureSpace(loaded)))
  }

  /// The moment of the decisions.
  func now(_ loaded: LoadedCharter) throws -> Instant {
    guard let at else { return Instant(secondsSince1970: Int64(Date().timeIntervalSince1970.rounded(.down))) }
    do {
      return try Instant(iso8601: at, zone: loaded.charter.zones[0])
    } catch {
      throw ValidationError("`--at \(at)` is not a moment; write 2026-11-23T10:30, or with Z or an offset")
    }
  }

  /// The occasion; unknown names end the program.
  func occasion(_ loaded: LoadedCharter) throws -> Occasion {
    let channels = loaded.charter.channels
    for name in channel where !channels.contains(where: { $0.name == name }) {
      throw ValidationError("there is no channel `\(name)`; there is \(channels.map(\.name).joined(separator: ", "))")
    }
    for name in action where !loaded.charter.actions.contains(where: { $0.name == name }) {
      throw ValidationError("there is no action `\(name)` in the charter")
    }
    guard answers >= 1 else { throw ValidationError("`--answers` must be at least 1") }
    let isInbound =
      inbound || placement != nil
      || (!channel.isEmpty
        && channel.allSatisfy { name in channels.first { $0.name == name }?.direction == .inbound })
    return Occasion(
      kind: isInbound ? .inbound(placement: placement ?? "") : .outbound, channels: channel, actions: action,
      answersMax: answers)
  }
}
