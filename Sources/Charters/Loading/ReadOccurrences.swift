import Decisions
import Expressions
import Journeys

/// Reads what stands in triggers and journeys alike.
struct OccurrenceReader {
  let loader: CharterLoader
  let segments: [String]
  let zones: [String]
  private var log: DiagnosticLog { loader.log }

  init(_ loader: CharterLoader, segments: [String], zones: [String]) {
    self.loader = loader
    self.segments = segments
    self.zones = zones
  }

  func occurrences(_ node: FileNode?) -> [Occurrence] { node?.oneOrMany.compactMap(occurrence) ?? [] }

  private func occurrence(_ node: FileNode) -> Occurrence? {
    if node.text != nil { return event(node) }
    let keys = ["event", "contact", "outcome", "enters", "leaves"].filter { node[$0] != nil }
    guard node.isMapping, exactlyOne(keys, of: "event, contact, outcome, enters, leaves", at: node) else { return nil }
    if let event = node["event"] { return self.event(event) }
    if let contact = node["contact"] { return .contact(actions: actions(contact), channels: channels(contact)) }
    if let outcome = node["outcome"] {
      let outcomes = outcome["of"]?.names.compactMap(ContactOutcome.init(name:)) ?? []
      return .outcome(outcomes, actions: actions(outcome), channels: channels(outcome))
    }
    if let place = node["enters"] { return watch(place).map { .entered($0) } }
    return node["leaves"].flatMap(watch).map { .left($0) }
  }

  /// Reports a mapping that says none or several of the things of which it must say one.
  func exactlyOne(_ keys: [String], of all: String, at node: FileNode) -> Bool {
    if keys.count == 1 { return true }
    let code = keys.isEmpty ? "field.missing" : "field.conflict"
    log.report(code, "say exactly one of \(all)", at: node)
    return false
  }

  private func event(_ node: FileNode) -> Occurrence? {
    loader.position(of: node, in: loader.world.events, "event").map { .event(Symbol(loader.world.events[$0])) }
  }

  private func watch(_ node: FileNode) -> Symbol? {
    let keys = ["segment", "zone"].filter { node[$0] != nil }
    guard node.isMapping, exactlyOne(keys, of: "segment, zone", at: node) else { return nil }
    if let segment = node["segment"] {
      return loader.position(of: segment, in: segments, "segment").map { Watch.segment(segments[$0]) }
    }
    return node["zone"].flatMap { loader.position(of: $0, in: zones, "zone") }.map { Watch.zone(zones[$0]) }
  }

  private func actions(_ node: FileNode) -> [Symbol] {
    symbols(node["actions"], loader.charter.actions.map(\.name), "action")
  }

  private func channels(_ node: FileNode) -> [Symbol] {
    symbols(node["channels"], loader.charter.channels.map(\.name), "channel")
  }

  private func symbols(_ node: FileNode?, _ names: [String], _ kind: String) -> [Symbol] {
    node?.oneOrMany.compactMap { loader.position(of: $0, in: names, kind).map { Symbol(names[$0]) } } ?? []
  }

  // MARK: What is asked about

  func selection(_ node: FileNode?) -> Selection {
    guard let node else { return Selection() }
    let charter = loader.charter
    return Selection(
      actions: actions(node), groups: symbols(node["groups"], charter.groups.map(\.name), "group"),
      issues: symbols(node["issues"], charter.issues.map(\.name), "issue"),
      purposes: symbols(node["purposes"], charter.purposes.map(\.name), "purpose"))
  }

  func boosts(_ node: FileNode?) -> [Context.Boost] {
    guard let node else { return [] }
    let charter = loader.charter
    func read(
      _ key: String, _ names: [String], _ kind: String, _ selection: (Symbol) -> Selection
    ) -> [Context.Boost] {
      (node[key]?.entries ?? []).compactMap { name, weight in
        guard let index = loader.position(of: name, in: names, kind), let weight = weight.number else { return nil }
        return Context.Boost(selection(Symbol(names[index])), weight: weight)
      }
    }
    return read("actions", charter.actions.map(\.name), "action") { Selection(actions: [$0]) }
      + read("groups", charter.groups.map(\.name), "group") { Selection(groups: [$0]) }
      + read("issues", charter.issues.map(\.name), "issue") { Selection(issues: [$0]) }
  }

  func opening(_ node: FileNode) -> Opening {
    var opening = Opening(selection: selection(node["only"]), boosts: boosts(node["raise"]))
    for channel in node["channels"]?.oneOrMany ?? [] {
      guard let index = loader.position(of: channel, in: loader.charter.channels.map(\.name), "channel") else {
        continue
      }
      opening.channels.append(loader.charter.channels[index].name)
      if loader.charter.channels[index].direction == .inbound {
        log.report(
          "field.conflict", "nobody can be told anything on `\(channel.text ?? "")` unasked: it is inbound", at: channel
        )
      }
    }
    opening.expiresAfterSeconds = loader.positive(node["expires_after"]) ?? opening.expiresAfterSeconds
    opening.spreadSeconds = node["spread"]?.seconds ?? 0
    return opening
  }
}
