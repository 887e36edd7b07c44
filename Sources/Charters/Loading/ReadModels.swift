import BroughtModels
import Decisions
import Expressions

extension CharterLoader {
  /// The most models of one charter.
  static let modelsMax = 200

  /// models.yaml, with the files of models that it names.
  mutating func readModels(_ root: FileNode?, _ files: [SourceFile], _ compiler: RuleCompiler) {
    let texts = Dictionary(files.filter { CharterLoader.isModelFile($0.path) }.map { ($0.path, $0.text) }) { $1 }
    for (key, node) in root?.entries ?? [] {
      guard node.isMapping, let name = key.text, declare(name, as: "model", at: key) else { continue }
      checkKeys(node, at: key)
      // One with mistakes keeps its place, so that actions that use it are not found wanting as well; the charter is
      // refused for what was reported of it.
      charter.models.append(
        model(node, named: name, at: key, texts, compiler)
          ?? BroughtModel(name: name, source: .quantity(.constant(.nan)), output: .probability, fingerprint: 0))
    }
    if let entries = root?.entries, entries.count > CharterLoader.modelsMax {
      log.report("number.range", "a charter has at most \(CharterLoader.modelsMax) models", file: "models.yaml")
    }
    let named = Set((root?.entries ?? []).compactMap { $0.value["file"]?.text })
    for path in texts.keys.sorted() where !named.contains(path) {
      log.report("file.unknown", "no model of models.yaml names this file", file: path, severity: .warning)
    }
  }

  /// The chance of an action: written, computed, or by a model.
  func propensity(_ node: FileNode, _ compiler: RuleCompiler) -> Quantity? {
    guard node.isMapping else { return compiler.quantity(node, bounds: 0...1, what: "a propensity") }
    return node["model"].flatMap { position(of: $0, in: charter.models.map(\.name), "model") }.map { .model($0) }
  }

  /// Models that are asked beside the one that decides, each once.
  func comparedModels(_ node: FileNode) -> [Int] {
    var found: [Int] = []
    for item in node["compare"]?.oneOrMany ?? [] {
      guard let model = position(of: item, in: charter.models.map(\.name), "model") else { continue }
      if found.contains(model) {
        log.report("name.duplicate", "`\(item.text ?? "")` is listed twice", at: item)
      } else {
        found.append(model)
      }
    }
    return found
  }

  /// Holds the keys of a model to its kind.
  private func checkKeys(_ node: FileNode, at key: FileNode) {
    let needed = ["attribute": ["attribute"], "expression": ["expression"], "xgboost": ["file", "features"]]
    guard let kind = node["kind"]?.text, let needs = needed[kind] else { return }
    for name in needs where node[name] == nil {
      log.report("field.missing", "a model of kind `\(kind)` needs `\(name)`", at: key)
    }
    for name in ["attribute", "expression", "file", "features", "rounds"] {
      guard let value = node[name], !needs.contains(name), !(kind == "xgboost" && name == "rounds") else { continue }
      log.report("field.conflict", "a model of kind `\(kind)` has no `\(name)`", at: value)
    }
  }

  private func model(
    _ node: FileNode, named name: String, at key: FileNode, _ texts: [String: String], _ compiler: RuleCompiler
  ) -> BroughtModel? {
    let output = node["output"]?.text.flatMap(BroughtModel.Output.init(rawValue:))
    var model: BroughtModel?
    switch node["kind"]?.text {
    case "attribute":
      model = node["attribute"].flatMap(attribute).map {
        BroughtModel(
          name: name, source: .quantity(.slot($0)), output: output ?? .probability,
          fingerprint: fingerprint("attribute", [node["attribute"]?.text, output?.rawValue]))
      }
    case "expression":
      guard let text = node["expression"] else { return nil }
      model = compiler.quantity(text, bounds: -1e9...1e9, what: "a model's number").map {
        BroughtModel(
          name: name, source: .quantity($0), output: output ?? .probability,
          fingerprint: fingerprint("expression", [text.text, output?.rawValue]))
      }
    case "xgboost": model = xgboost(node, named: name, output, texts, compiler)
    default: return nil
    }
    model?.isCalibrated = node["calibrate"]?.flag ?? true
    return model
  }

  /// A key of all that a model's number depends on, by the texts that say it.
  private func fingerprint(_ kind: String, _ texts: [String?]) -> UInt64 {
    Chance.key(of: ([kind] + texts.map { $0 ?? "" }).map { "\($0.utf8.count) \($0)" }.joined())
  }

  private func attribute(_ node: FileNode) -> Int? {
    guard let slot = position(of: node, in: world.attributes.map(\.name), "attribute") else { return nil }
    let type = world.attributes[slot].type
    guard [.int, .uint, .double].contains(type) else {
      log.report("rule.type", "a model's number should be a number, not \(type)", at: node)
      return nil
    }
    return slot
  }

  // MARK: Files

  private func xgboost(
    _ node: FileNode, named name: String, _ output: BroughtModel.Output?, _ texts: [String: String],
    _ compiler: RuleCompiler
  ) -> BroughtModel? {
    let features = node["features"].map { readFeatures($0, compiler) } ?? []
    guard let place = node["file"], let path = place.text else { return nil }
    guard let text = texts[path] else {
      let advice =
        CharterLoader.isModelFile(path)
        ? Suggestion.sentence(for: path, among: texts.keys.sorted())
        : "; models are saved as JSON, as `models/NAME.json`"
      log.report("file.missing", "there is no file `\(path)` in the charter's folder\(advice)", at: place)
      return nil
    }
    let document: XGBoostDocument
    do throws(BroughtModelError) {
      document = try XGBoostDocument(json: text)
    } catch {
      log.report(error.code, error.message, at: place)
      return nil
    }
    checkOutput(node["output"], output, document)
    if let rounds = node["rounds"], let count = rounds.integer, count > document.rounds {
      log.report("number.range", "`\(path)` has \(document.rounds) rounds", at: rounds)
    }
    let ordered = node["features"].flatMap { order(features, $0, document, path) }
    do throws(BroughtModelError) {
      let file = try XGBoostModel(document, rounds: node["rounds"]?.integer)
      guard let ordered else { return nil }
      let expressions = ordered.map { $0.node.text }
      return BroughtModel(
        name: name, source: .file(file, features: ordered.compactMap(\.feature)), output: .logit,
        fingerprint: fingerprint("xgboost", [text, node["rounds"]?.text] + expressions))
    } catch {
      log.report(error.code, error.message, at: place)
      return nil
    }
  }

  /// `output` may only say what the file's objective says already.
  private func checkOutput(_ node: FileNode?, _ output: BroughtModel.Output?, _ document: XGBoostDocument) {
    let own: BroughtModel.Output = document.objective == "binary:logitraw" ? .logit : .probability
    guard let node, let output, output != own else { return }
    log.report(
      "field.conflict", "a model trained for `\(document.objective)` gives a \(own.rawValue), not a \(output.rawValue)",
      at: node)
  }

  private func readFeatures(_ node: FileNode, _ compiler: RuleCompiler) -> [FeatureEntry] {
    guard node.isMapping else {
      return node.items.map { FeatureEntry(name: nil, node: $0, feature: feature($0, compiler)) }
    }
    return node.entries.map { FeatureEntry(name: $0.key, node: $0.value, feature: feature($0.value, compiler)) }
  }

  private func feature(_ node: FileNode, _ compiler: RuleCompiler) -> BroughtModel.Feature? {
    if let number = node.number { return .number(.constant(number)) }
    guard let checked = compiler.check(node, expects: nil) else { return nil }
    switch checked.type {
    case .bool: return .truth(compiler.number(of: checked))
    case .int, .uint, .double:
      return .number(checked.slot.map { .slot($0) } ?? .expression(compiler.number(of: checked)))
    default:
      log.report(
        "rule.type",
        "a feature should be a number or true or false, not \(checked.type); compare it with what it may be",
        at: node)
      return nil
    }
  }

  /// The features in the order of the file; nothing where they do not fit it.
  private func order(
    _ entries: [FeatureEntry], _ node: FileNode, _ document: XGBoostDocument, _ path: String
  ) -> [FeatureEntry]? {
    guard node.isMapping else {
      guard entries.count == document.featureCount else {
        log.report(
          "model.features",
          "`\(path)` was trained on \(document.featureCount) features, and \(entries.count) are given",
          at: entries.isEmpty ? node : entries[min(entries.count, document.featureCount + 1) - 1].node)
        return nil
      }
      return entries
    }
    guard !document.featureNames.isEmpty else {
      log.report(
        "model.features", "`\(path)` has no names for its \(document.featureCount) features; list them in its order",
        at: node)
      return nil
    }
    let names = document.featureNames
    for entry in entries {
      guard let key = entry.name, let name = key.text, !names.contains(name) else { continue }
      log.report(
        "name.unknown", "`\(path)` has no feature `\(name)`\(Suggestion.sentence(for: name, among: names))", at: key)
    }
    let lacking = names.filter { name in !entries.contains { $0.name?.text == name } }
    if !lacking.isEmpty {
      let list = lacking.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
      log.report("model.features", "`\(path)` was trained on features that are not given: \(list)", at: node)
    }
    let ordered = names.compactMap { name in entries.first { $0.name?.text == name } }
    return lacking.isEmpty ? ordered : nil
  }
}

/// A feature of a file, as the charter gives it.
private struct FeatureEntry {
  /// What the file calls it, where the charter says.
  var name: FileNode?
  var node: FileNode
  /// Nothing after a report.
  var feature: BroughtModel.Feature?
}
