import Decisions
import Expressions

extension CharterLoader {
  /// How long a link that confirms a consent is good for, unless the charter says otherwise: a week.
  private static let confirmWithinSecondsUsual: Int64 = 7 * 86_400
  /// The longest window of guards: 30 days.
  private static let guardWindowSecondsMax: Int64 = 30 * 86_400

  /// What a purpose says of its consent.
  mutating func readConsent(of purpose: inout Purpose, _ node: FileNode) {
    purpose.titles = readTitle(node["title"])
    if node["double_opt_in"]?.flag == true {
      purpose.confirmWithinSeconds = positive(node["confirm_within"]) ?? Self.confirmWithinSecondsUsual
    } else if let within = node["confirm_within"] {
      log.report("field.useless", "`confirm_within` says nothing without `double_opt_in: true`", at: within)
    }
    for event in node["soft_opt_in"]?.oneOrMany ?? [] {
      guard let name = event.text else { continue }
      if world.events.contains(name) {
        purpose.saleEvents.append(name)
      } else {
        log.report(
          "name.unknown", "there is no event `\(name)`\(Suggestion.sentence(for: name, among: world.events))", at: event
        )
      }
    }
  }

  /// Where the day of an opening is kept, and the guards.
  mutating func readConsent(_ root: FileNode) {
    if let node = root["opening_date"], let name = node.text {
      let names = world.attributes.map(\.name)
      if let slot = position(of: node, in: names, "attribute") {
        if world.attributes[slot].type == .timestamp {
          charter.openingDateAttribute = name
        } else {
          log.report("attribute.not_timestamp", "`\(name)` is no attribute of the type `timestamp`", at: node)
        }
      }
    }
    guard let node = root["guards"] else { return }
    charter.guards.complaints = bounds(node["complaints"], charter.guards.complaints)
    charter.guards.bounces = bounds(node["bounces"], charter.guards.bounces)
    if let window = node["window"], let seconds = positive(window) {
      charter.guards.windowSeconds = seconds
      if seconds > Self.guardWindowSecondsMax {
        log.report("number.range", "`\(window.text ?? "")` is more than 30 days", at: window)
      }
    }
    charter.guards.messagesMin = node["messages_min"]?.integer.map { Int($0) } ?? charter.guards.messagesMin
  }

  private func bounds(_ node: FileNode?, _ usual: DeliveryGuards.Bounds) -> DeliveryGuards.Bounds {
    guard let node else { return usual }
    let bounds = DeliveryGuards.Bounds(
      warnShare: node["warn"]?.number ?? usual.warnShare, pauseShare: node["pause"]?.number ?? usual.pauseShare)
    if bounds.warnShare > bounds.pauseShare {
      log.report("number.range", "it stops at \(bounds.pauseShare), before it warns at \(bounds.warnShare)", at: node)
    }
    return bounds
  }
}
