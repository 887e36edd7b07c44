import Similarities

/// Templates that say nearly the same.
public struct TemplateGroup: Hashable, Sendable {
  /// Positions in ``PastSends/templates``, most sends first.
  public let templates: [Int]
  /// The services that send them, ascending.
  public let services: [Int]
  /// How many sends they have together.
  public let sends: Int
  /// The least resemblance of the pairs that hold the group together.
  public let resemblanceMin: Double
}

/// Which templates there are, and which of them could be one.
public struct TemplateFindings: Sendable {
  /// How many templates have sends.
  public internal(set) var count = 0
  /// How many of them have a text, and could be compared.
  public internal(set) var compared = 0
  /// Groups of near duplicates, most sends first.
  public internal(set) var groups: [TemplateGroup] = []
  /// Whether some pairs may be missing.
  public internal(set) var isIncomplete = false

  private var sends: [Int]
  private var services: [Set<Int>]

  init(templateCount: Int) {
    sends = Array(repeating: 0, count: templateCount)
    services = Array(repeating: [], count: templateCount)
  }

  /// Adds a person's sends.
  mutating func add(_ all: [AuditedSend], _ facts: [KindFacts]) {
    for send in all where facts[send.kind].template >= 0 { sends[facts[send.kind].template] += 1 }
  }

  /// Compares the templates, once everybody was added.
  mutating func finish(_ past: PastSends) {
    for kind in past.kinds where kind.template >= 0 { services[kind.template].insert(kind.service) }
    count = sends.count { $0 > 0 }
    compared = past.templates.count { !$0.text.isEmpty }
    let found = NearDuplicateFinder().find(past.templates.map(\.text))
    isIncomplete = found.isIncomplete
    var groupOf: [Int: Int] = [:]
    for (number, group) in found.groups.enumerated() { for template in group { groupOf[template] = number } }
    var least = [Double](repeating: 1, count: found.groups.count)
    for pair in found.pairs {
      if let number = groupOf[pair.first] { least[number] = min(least[number], pair.resemblance) }
    }
    groups = found.groups.enumerated().map { number, group in
      TemplateGroup(
        templates: group.sorted { (sends[$1], past.templates[$0].name) < (sends[$0], past.templates[$1].name) },
        services: Set(group.flatMap { services[$0] }).sorted(), sends: group.reduce(0) { $0 + sends[$1] },
        resemblanceMin: least[number])
    }
    groups.sort { ($1.sends, $0.templates[0]) < ($0.sends, $1.templates[0]) }
  }

  /// How many sends a template has.
  public func sends(ofTemplate template: Int) -> Int { sends[template] }
}
