import Times

/// The parts of times. Source: cel-spec, `langdef.md`, "Timestamp and Duration Functions".
extension Builtin {
  func readTime(_ arguments: [Value], _ context: EvaluationContext) throws(EvaluationError) -> Value? {
    switch (arguments.first, arguments.count) {
    case (.duration(let length)?, 1): return part(of: length)
    case (.timestamp(let moment)?, 1): return part(of: moment, in: .utc).map { .int($0) }
    case (.timestamp(let moment)?, 2):
      guard case .string(let name) = arguments[1] else { return nil }
      return part(of: moment, in: try zone(name, context)).map { .int($0) }
    default: return nil
    }
  }

  private func zone(_ name: String, _ context: EvaluationContext) throws(EvaluationError) -> Zone {
    if name == "UTC" { return .utc }
    if let zone = Zone(fixedOffset: name) ?? context.zone(name) { return zone }
    throw EvaluationError(.unknownZone, "unknown time zone `\(name.prefix(60))`")
  }

  private func part(of length: Duration) -> Value? {
    let (seconds, attoseconds) = length.components
    switch self {
    case .getHours: return .int(seconds / 3600)
    case .getMinutes: return .int(seconds / 60)
    case .getSeconds: return .int(seconds)
    case .getMilliseconds: return .int(attoseconds / 1_000_000_000_000_000)
    default: return nil
    }
  }

  private func part(of moment: Timestamp, in zone: Zone) -> Int64? {
    let local = zone.localSeconds(at: moment.instant)
    let date = CivilDate(daysSince1970: Int(local.quotientFloored(by: 86_400)))
    let secondOfDay = local.remainderFloored(by: 86_400)
    switch self {
    case .getDate: return Int64(date.day)
    case .getDayOfMonth: return Int64(date.day) - 1
    case .getDayOfWeek: return Int64(date.weekday.rawValue % 7)  // Sunday is 0
    case .getDayOfYear: return Int64(date.dayOfYear)
    case .getFullYear: return Int64(date.year)
    case .getHours: return secondOfDay / 3600
    case .getMilliseconds: return Int64(moment.nanoseconds) / 1_000_000
    case .getMinutes: return secondOfDay / 60 % 60
    case .getMonth: return Int64(date.month) - 1
    case .getSeconds: return secondOfDay % 60
    default: return nil
    }
  }
}
