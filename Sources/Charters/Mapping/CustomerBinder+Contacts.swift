import Decisions

/// What the contacts of a charter are where they do not say so themselves, worked out once: looking it up in the charter
/// for every contact of a file would copy an action each time.
struct ContactDefaults: Sendable {
  /// Of one action.
  struct Action: Sendable {
    var symbol: Symbol
    var group: Symbol
    var issue: Symbol
    var brand: Symbol
    var purpose: Purpose
    /// Pressure in hundredths, by channel; nothing: the channel's.
    var weights: [UInt16?]
  }

  /// Of one purpose.
  struct Purpose: Sendable {
    var symbol: Symbol
    var kind: PurposeKind
  }

  /// Of one channel.
  struct Channel: Sendable {
    var number: Int
    var symbol: Symbol
    var kind: ChannelKind
    var direction: Direction
    var weightHundredths: UInt16?
  }

  private(set) var actions: [String: Action] = [:]
  private(set) var purposes: [String: Purpose] = [:]
  private(set) var channels: [String: Channel] = [:]

  init(_ charter: Charter) {
    func keep<Value>(_ value: Value, _ name: String, _ values: inout [String: Value]) {
      // As elsewhere, the first of a name.
      if values[name] == nil { values[name] = value }
    }
    for (number, channel) in charter.channels.enumerated() {
      let known = Channel(
        number: number, symbol: Symbol(text: channel.name), kind: channel.kind, direction: channel.direction,
        weightHundredths: channel.weightHundredths)
      keep(known, channel.name, &channels)
    }
    for purpose in charter.purposes {
      keep(Purpose(symbol: Symbol(text: purpose.name), kind: purpose.kind), purpose.name, &purposes)
    }
    for action in charter.actions {
      let group = charter.groups[action.group]
      let purpose = charter.purposes[action.purpose]
      let weights = charter.channels.indices.map { channel in
        action.treatments.first { $0.channel == channel }?.weightHundredths
      }
      let known = Action(
        symbol: Symbol(text: action.name), group: Symbol(text: group.name),
        issue: Symbol(text: charter.issues[group.issue].name), brand: Symbol(text: action.brand),
        purpose: Purpose(symbol: Symbol(text: purpose.name), kind: purpose.kind), weights: weights)
      keep(known, action.name, &actions)
    }
  }
}

extension CustomerBinder {
  /// A past contact as the ledger keeps it. What it does not say of its action, channel and purpose is the charter's; of
  /// those that the charter does not know it must say what they are.
  func contact(
    _ past: CustomerDraft.PastContact, _ customer: Customer, path: @autoclosure () -> String,
    _ faults: inout FaultLog
  ) -> Contact? {
    let channel = contactDefaults.channels[past.channel]
    guard let channelKind = past.channelKind ?? channel?.kind, let direction = past.direction ?? channel?.direction
    else {
      _ = number(past.channel, channelNumbers, "channel", path() + ".channel", &faults)
      return nil
    }
    let action = contactDefaults.actions[past.action]
    guard let purpose = purpose(of: past, action, path: path(), &faults) else { return nil }
    let weight = action.flatMap { action in channel.flatMap { action.weights[$0.number] } }
    return Contact(
      at: past.at, action: action?.symbol ?? Symbol(text: past.action),
      group: past.group.map { Symbol(text: $0) } ?? action?.group ?? .none,
      issue: past.issue.map { Symbol(text: $0) } ?? action?.issue ?? .none,
      channel: channel?.symbol ?? Symbol(text: past.channel), channelKind: channelKind, direction: direction,
      purpose: purpose.symbol, purposeKind: purpose.kind,
      brand: past.brand.map { Symbol(text: $0) } ?? action?.brand ?? .none,
      address: past.addressKey ?? channel.map { customer.addresses[$0.number] } ?? 0,
      weightHundredths: past.weightHundredths ?? weight ?? channel?.weightHundredths ?? 100, state: past.state,
      outcome: past.outcome, outcomeAt: past.outcomeAt, origin: past.origin)
  }

  private func purpose(
    of past: CustomerDraft.PastContact, _ action: ContactDefaults.Action?, path: @autoclosure () -> String,
    _ faults: inout FaultLog
  ) -> ContactDefaults.Purpose? {
    guard let name = past.purpose else {
      if let purpose = action?.purpose {
        return ContactDefaults.Purpose(symbol: purpose.symbol, kind: past.purposeKind ?? purpose.kind)
      }
      faults.append(
        CustomerFault(
          code: "field.missing",
          message: "`\(past.action)` is no action of this charter, so its purpose must be said",
          path: path() + ".purpose"))
      return nil
    }
    let known = contactDefaults.purposes[name]
    guard let kind = past.purposeKind ?? known?.kind else {
      _ = number(name, purposeNumbers, "purpose", path() + ".purpose", &faults)
      return nil
    }
    return ContactDefaults.Purpose(symbol: known?.symbol ?? Symbol(text: name), kind: kind)
  }
}

extension Symbol {
  /// The symbol that a text stands for: a name, nothing at all, or `#` and a number in hexadecimal digits where nobody
  /// knows the name any more. ``text(_:)`` writes it.
  public init(text: String) {
    if text.isEmpty {
      self = .none
    } else if text.utf8.first == UInt8(ascii: "#"), let number = UInt32(Substring(text.utf8.dropFirst()), radix: 16) {
      self.init(rawValue: number)
    } else {
      self.init(text)
    }
  }

  /// The text of a symbol; see ``init(text:)``.
  /// - Parameter names: the name of a symbol, where it is known.
  public func text(_ names: (Symbol) -> String?) -> String {
    if self == .none { return "" }
    return names(self) ?? "#" + String(rawValue, radix: 16)
  }
}
