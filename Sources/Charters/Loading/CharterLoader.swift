import Crypto
import Decisions
import Expressions
import Journeys
import Messages
import Times

/// Turns the files of a charter into a checked charter, or into every mistake in them.
public struct CharterLoader {
  /// The most actions of one charter.
  public static let actionsMax = 10_000

  let log = DiagnosticLog()
  let zones: ZoneDirectory
  var charter = Charter()
  var world = World()
  /// What is always on: triggers and journeys.
  var always = JourneyCharter()
  var titles: [String: [String: String]] = [:]
  /// What actions say `content:` of, until content is read.
  var contentReferences: [ContentReference] = []
  var content: ContentLibrary?
  var locale = "en"
  /// Where names were declared, for the second declaration.
  var places: [String: FileNode] = [:]
  /// Symbols by kind and number, to find two names with one symbol.
  var symbolNames: [Symbol: String] = [:]

  /// Makes a loader that takes time zones from a directory.
  public init(zones: ZoneDirectory) { self.zones = zones }

  /// Checks the files of a charter.
  ///
  /// - Parameter files: the YAML files, in any order; others are warned about.
  /// - Throws: ``CharterFaults`` with every mistake at once.
  public static func load(_ files: [SourceFile], zones: ZoneDirectory) throws(CharterFaults) -> LoadedCharter {
    var loader = CharterLoader(zones: zones)
    return try loader.load(files)
  }

  private mutating func load(_ files: [SourceFile]) throws(CharterFaults) -> LoadedCharter {
    let roots = read(files)
    // Without these, every name in the other files would seem unknown.
    guard ["charter.yaml", "world.yaml", "channels.yaml"].allSatisfy({ roots[$0] != nil }) else {
      throw CharterFaults(diagnostics: log.sorted)
    }
    let zone = readZone(roots["charter.yaml"])
    if let root = roots["world.yaml"] { readWorld(root) }
    if let root = roots["channels.yaml"] { readChannels(root) }
    let compiler = RuleCompiler(world: world, channels: charter.channels.map(\.name), log: log)
    if let root = roots["segments.yaml"] { readSegments(root, compiler) }
    if let root = roots["charter.yaml"] { readCharter(root, compiler) }
    readModels(roots["models.yaml"], files, compiler)
    for (path, root) in roots.sorted(by: { $0.key < $1.key }) where path.hasPrefix("actions/") {
      for node in root.oneOrMany { readAction(node, compiler, zone: zone) }
    }
    finishActions()
    if charter.actions.isEmpty, !log.hasErrors {
      log.report("file.missing", "a charter needs at least one action in actions/", file: "actions/")
    }
    if let root = roots["policy.yaml"] { readPolicy(root, compiler) }
    readAlwaysOn(roots, compiler)
    readLaws(roots["charter.yaml"])
    readMarkets(roots, compiler)
    readContent(roots, compiler)
    readExperiments(roots["experiments.yaml"], compiler, zone: zone)
    checkSymbols()
    // No rule is read after this, so no derived feature comes to the slots.
    charter.slotTypes = compiler.slotTypes
    charter.features = compiler.features
    charter.segments = compiler.segments
    let mapping = roots["world.yaml"]?["import"].map { readMapping($0, compiler) }
    charter.programs = compiler.programs
    charter.symbols = compiler.symbols
    let zoneNumbers = installZones(zone)
    let tests = roots["tests.yaml"].map {
      CharterTest.read(
        $0, charter: charter, world: world, always: always, zone: zone, declared: Set(places.keys), log: log)
    }
    charter.version = CharterLoader.version(files)
    readEffects(roots["charter.yaml"])
    checkContradictions(compiler)
    guard !log.hasErrors else { throw CharterFaults(diagnostics: log.sorted) }
    return LoadedCharter(
      charter: charter, world: world, always: always, mapping: mapping, tests: tests ?? [], titles: titles,
      content: content, locale: locale,
      zoneNumbers: zoneNumbers, plausibleZones: zones.plausibleZones(numbers: zoneNumbers), warnings: log.sorted)
  }

  /// Parses every file and holds it to its shape; files that cannot be parsed are reported and left out.
  private func read(_ files: [SourceFile]) -> [String: FileNode] {
    var roots: [String: FileNode] = [:]
    let check = ShapeCheck(log: log)
    for file in files.sorted(by: { $0.path < $1.path }) {
      guard let shape = CharterLoader.shape(of: file.path) else {
        // Beside the charter, not part of it: `mesure generate` reads it.
        if file.path == "population.yaml" { continue }
        let known = [
          "charter.yaml", "world.yaml", "channels.yaml", "policy.yaml", "models.yaml", "triggers.yaml", "segments.yaml",
          "zones.yaml", "experiments.yaml", "tests.yaml",
        ]
        if file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml") {
          log.report(
            "file.unknown", "this file is not part of a charter\(Suggestion.sentence(for: file.path, among: known))",
            file: file.path, severity: .warning)
        }
        continue
      }
      guard let root = YAMLReader.read(file.text, file: file.path, log: log) else { continue }
      check.check(root, shape)
      roots[file.path] = root
    }
    for required in ["charter.yaml", "world.yaml", "channels.yaml"]
    where !files.contains(where: { $0.path == required }) {
      log.report("file.missing", "a charter needs this file", file: required)
    }
    return roots
  }

  static func shape(of path: String) -> Shape? {
    switch path {
    case "charter.yaml": Format.charter
    case "world.yaml": Format.world
    case "channels.yaml": Format.channels
    case "policy.yaml": Format.policy
    case "models.yaml": Format.models
    case "triggers.yaml": Format.triggers
    case "segments.yaml": Format.segments
    case "zones.yaml": Format.zones
    case "experiments.yaml": Format.experiments
    case "tests.yaml": Format.tests
    case _ where !path.hasSuffix(".yaml"): nil
    case _ where path.hasPrefix("actions/"): Format.actions
    case _ where path.hasPrefix("journeys/"): Format.journeys
    case _ where path.hasPrefix("markets/"): Format.market
    case contentSettingsPath: Format.contentSettings
    case productsPath: Format.products
    case _ where path.hasPrefix("content/"): Format.content
    default: nil
    }
  }

  /// Whether a path is that of the file of a model, which models.yaml names.
  public static func isModelFile(_ path: String) -> Bool { path.hasPrefix("models/") && path.hasSuffix(".json") }

  /// The JSON Schemas of a charter's files, by file name.
  public static func schemas() -> [(name: String, text: String)] {
    [
      ("charter", Format.charter), ("world", Format.world), ("channels", Format.channels), ("policy", Format.policy),
      ("models", Format.models), ("actions", Format.actions), ("markets", Format.market), ("triggers", Format.triggers),
      ("segments", Format.segments), ("zones", Format.zones), ("journeys", Format.journeys),
      ("experiments", Format.experiments), ("tests", Format.tests),
      ("content", Format.content), ("content-settings", Format.contentSettings), ("content-products", Format.products),
    ].map { ("\($0).schema.json", JSONSchema.text($1, title: "Mesure: \($0)")) }
  }

  /// A digest of all files that can change a decision: the first half of SHA-256, so that nobody can make another
  /// charter with the version of one that was approved. Source: FIPS 180-4.
  private static func version(_ files: [SourceFile]) -> String {
    var hash = SHA256()
    let relevant = files.filter { (shape(of: $0.path) != nil && $0.path != "tests.yaml") || isModelFile($0.path) }
    for file in relevant.sorted(by: { $0.path < $1.path }) {
      // Lengths first: no two lists of files give the same bytes.
      hash.update(data: Array("\(file.path.utf8.count) \(file.text.utf8.count) \(file.path)\(file.text)".utf8))
    }
    let digits = Array("0123456789abcdef".utf8)
    let text = hash.finalize().prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: Names

  /// Notes a name; reports it when another of its kind has it.
  mutating func declare(_ name: String, as kind: String, at node: FileNode) -> Bool {
    let key = "\(kind) \(name)"
    if let first = places[key] {
      let place = first.file == node.file ? "line \(first.line)" : "\(first.file), line \(first.line)"
      let article = "aeiou".contains(kind.prefix(1)) ? "an" : "a"
      log.report("name.duplicate", "there is \(article) \(kind) `\(name)` already, in \(place)", at: node)
      return false
    }
    places[key] = node
    return true
  }

  /// The position of a name in a list, reported when it is not there.
  func position(of node: FileNode, in names: [String], _ kind: String) -> Int? {
    guard let name = node.text else { return nil }
    if let index = names.firstIndex(of: name) { return index }
    // What was declared with mistakes of its own is not unknown.
    if places["\(kind) \(name)"] != nil { return nil }
    log.report("name.unknown", "there is no \(kind) `\(name)`\(Suggestion.sentence(for: name, among: names))", at: node)
    return nil
  }

  /// Refuses two names that share a symbol: the ledger could not tell them apart.
  private mutating func checkSymbols() {
    let kinds = [
      "action", "channel", "event", "group", "issue", "journey", "purpose", "segment", "stage", "trigger", "zone",
    ]
    for (key, node) in places.sorted(by: { $0.key < $1.key }) {
      let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, kinds.contains(parts[0]) else { continue }
      let name = parts[1]
      if let other = symbolNames[Symbol(name)], other != name {
        log.report("name.collision", "`\(name)` and `\(other)` have one symbol; rename one of them", at: node)
      }
      symbolNames[Symbol(name)] = name
    }
  }

  // MARK: Zones

  private func readZone(_ root: FileNode?) -> Zone {
    guard let node = root?["zone"], let name = node.text else { return .utc }
    if let zone = zones.zone(named: name) { return zone }
    log.report(
      "zone.unknown", "there is no time zone `\(name)`\(Suggestion.sentence(for: name, among: zones.names))", at: node)
    return .utc
  }

  /// Puts the zones that customers may live in into the charter, its own first.
  private mutating func installZones(_ own: Zone) -> [String: Int] {
    charter.zones = [own] + zones.names.filter { $0 != own.name }.compactMap { zones.zone(named: $0) }
    return Dictionary(charter.zones.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
  }
}
