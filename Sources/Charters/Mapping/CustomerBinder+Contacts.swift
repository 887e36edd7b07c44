import Decisions

extension CustomerBinder {
  /// A past contact as the ledger keeps it. What it does not say of its action, channel and purpose is the charter's; of
  /// those that the charter does not know it must say what they are.
  func contact(
    _ past: CustomerDraft.PastContact, _ customer: Customer, path: String, _ faults: inout FaultLog
  ) -> Contact? {
    let channelNumber = channelNumbers[past.channel]
    let channel = channelNumber.map { charter.channels[$0] }
    guard let channelKind = past.channelKind ?? channel?.kind, let direction = past.direction ?? channel?.direction
    else {
      _ = number(past.channel, channelNumbers, "channel", path + ".channel", &faults)
      return nil
    }
    let action = actionNumbers[past.action].map { charter.actions[$0] }
    guard let purposeName = past.purpose ?? action.map({ charter.purposes[$0.purpose].name }) else {
      faults.append(
        CustomerFault(
          code: "field.missing",
          message: "`\(past.action)` is no action of this charter, so its purpose must be said",
          path: path + ".purpose"))
      return nil
    }
    guard let purposeKind = past.purposeKind ?? purposeNumbers[purposeName].map({ charter.purposes[$0].kind }) else {
      _ = number(purposeName, purposeNumbers, "purpose", path + ".purpose", &faults)
      return nil
    }
    let group = past.group ?? action.map { charter.groups[$0.group].name } ?? ""
    let issue = past.issue ?? action.map { charter.issues[charter.groups[$0.group].issue].name } ?? ""
    let weight = action?.treatments.first { $0.channel == channelNumber }?.weightHundredths
    return Contact(
      at: past.at, action: Symbol(text: past.action), group: Symbol(text: group), issue: Symbol(text: issue),
      channel: Symbol(text: past.channel), channelKind: channelKind, direction: direction,
      purpose: Symbol(text: purposeName), purposeKind: purposeKind,
      brand: Symbol(text: past.brand ?? action?.brand ?? ""),
      address: past.addressKey ?? channelNumber.map { customer.addresses[$0] } ?? 0,
      weightHundredths: past.weightHundredths ?? weight ?? channel?.weightHundredths ?? 100, state: past.state,
      outcome: past.outcome, outcomeAt: past.outcomeAt, origin: past.origin)
  }
}

extension Symbol {
  /// The symbol that a text stands for: a name, nothing at all, or `#` and a number in hexadecimal digits where nobody
  /// knows the name any more. ``text(_:)`` writes it.
  public init(text: String) {
    if text.isEmpty {
      self = .none
    } else if text.hasPrefix("#"), let number = UInt32(text.dropFirst(), radix: 16) {
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
