import Decisions
import Times

extension CharterLoader {
  /// Contact law and public holidays of the countries that the charter names, from the files shipped with the program.
  mutating func readLaws(_ root: FileNode?) {
    let leftOut = root?["laws_left_out"]?.oneOrMany ?? []
    var known: [String] = []
    var countries: Set<String> = []
    for node in root?["laws"]?.oneOrMany ?? [] {
      guard let country = node.text else { continue }
      guard countries.insert(country).inserted else {
        log.report("name.duplicate", "`\(country)` is listed twice", at: node)
        continue
      }
      let shipped = EmbeddedFiles.paths(under: "rules/").map { String($0.dropFirst(6).dropLast(5)) }
      guard let rules = EmbeddedFiles.text("rules/\(country).yaml"),
        let holidays = EmbeddedFiles.text("holidays/\(country).yaml")
      else {
        log.report(
          "name.unknown", "no contact law is shipped for `\(country)`; there is \(shipped.joined(separator: ", "))",
          at: node)
        continue
      }
      known += readLaw(rules, file: "rules/\(country).yaml", leavingOut: leftOut.compactMap(\.text))
      readHolidays(holidays, file: "holidays/\(country).yaml")
    }
    for node in leftOut where !known.contains(node.text ?? "") { _ = position(of: node, in: known, "rule of law") }
  }

  /// Adds the rules of one country; gives the names of all of them, those left out included.
  private mutating func readLaw(_ text: String, file: String, leavingOut: [String]) -> [String] {
    guard let root = readShipped(text, file: file, shape: Format.law) else { return [] }
    for node in root["rules"]?.items ?? [] {
      guard let name = node["name"], let text = name.text, declare(text, as: "contact rule", at: name),
        !leavingOut.contains(text)
      else { continue }
      let rule = lawRule(node, name: text, country: root["country"]?.text ?? "")
      switch node["kind"]?.text {
      case "hours":
        let allowed = node["allowed"]?.items.compactMap { hours -> WeeklyHours? in
          guard let from = hours["from"]?.clockSeconds, let to = hours["to"]?.clockSeconds, from < to else {
            return nil
          }
          return WeeklyHours(days: Weekdays.mask(hours["days"]?.names ?? []), fromSeconds: from, toSeconds: to)
        }
        charter.policy.hours.append(
          Hours(rule: rule, allowed: allowed ?? [], areHolidaysClosed: node["holidays"]?.text == "forbidden"))
      case "cap":
        guard let max = node["max"]?.integer, let window = positive(node["window"]) else { continue }
        charter.policy.caps.append(
          Cap(rule: rule, measure: .contacts([Limit(max: max, window: .rolling(seconds: window))])))
      default:
        guard let seconds = positive(node["for"]) else { continue }
        charter.policy.suppressions.append(
          Suppression(
            rule: rule, after: node["after"]?.names.compactMap(ContactOutcome.init(name:)) ?? [], forSeconds: seconds,
            level: .everything))
      }
    }
    return root["rules"]?.items.compactMap { $0["name"]?.text } ?? []
  }

  private func lawRule(_ node: FileNode, name: String, country: String) -> ContactRule {
    var scope = Scope()
    scope.channelKinds = node["channels"]?.names.compactMap(ChannelKind.init(name:)) ?? []
    scope.purposeKinds = node["purposes"]?.names.compactMap(PurposeKind.init(name:)) ?? []
    var jurisdiction = Jurisdiction()
    jurisdiction.country = country
    jurisdiction.regions = node["regions"]?.names ?? []
    jurisdiction.from = node["from"]?.date
    jurisdiction.until = node["until"]?.date
    jurisdiction.isLegal = true
    jurisdiction.citation = node["citation"]?.text ?? ""
    jurisdiction.source = node["source"]?.text ?? ""
    return ContactRule(name: name, limits: scope, jurisdiction: jurisdiction)
  }

  private mutating func readHolidays(_ text: String, file: String) {
    guard let root = readShipped(text, file: file, shape: Format.holidays), let country = root["country"]?.text else {
      return
    }
    charter.holidays[country] = root["holidays"]?.items.compactMap { node in
      node["date"]?.date.map { Holiday(date: $0, regions: node["regions"]?.names ?? []) }
    }
  }

  private func readShipped(_ text: String, file: String, shape: Shape) -> FileNode? {
    guard let root = YAMLReader.read(text, file: file, log: log) else { return nil }
    ShapeCheck(log: log).check(root, shape)
    return root
  }
}
