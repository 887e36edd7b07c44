import Expressions
import Times

/// The values of variables for one customer and one language, as texts; each looked up once, when it is first needed.
struct ResolvedValues {
  /// What a variable came to.
  enum State {
    case unread
    case text(String)
    case list([String])
    /// Not to be believed; what is written in its place, if anything is.
    case doubtful(ValueDoubt, fallback: String?)
  }

  let variables: [ContentVariable]
  let row: Row
  let symbols: SymbolTable
  let evaluation: EvaluationContext
  private(set) var context: RenderingContext
  let style: LocaleText
  let locale: Int
  let currency: String
  private(set) var states: [State]
  private(set) var notes: [ValueNote] = []

  init(
    _ library: ContentLibrary, row: Row, symbols: SymbolTable, evaluation: EvaluationContext,
    context: RenderingContext, style: LocaleText, locale: Int
  ) {
    variables = library.variables
    self.row = row
    self.symbols = symbols
    self.evaluation = evaluation
    self.context = context
    self.style = style
    self.locale = locale
    currency = library.currency
    states = Array(repeating: .unread, count: library.variables.count)
  }

  /// Values that stand in for every customer's: each variable is its own name. For comparing what authors wrote.
  init(placeholders library: ContentLibrary, style: LocaleText, locale: Int) {
    self.init(
      library, row: Row(slotCount: 0), symbols: SymbolTable(), evaluation: EvaluationContext(),
      context: RenderingContext(now: Instant(secondsSince1970: 0)), style: style, locale: locale)
    states = library.variables.map { variable in
      if case .list = variable.type { return .list(["{{\(variable.name)}}"]) }
      return .text("{{\(variable.name)}}")
    }
  }

  func replacing(context: RenderingContext) -> ResolvedValues {
    var copy = self
    copy.context = context
    return copy
  }

  /// What of several variables cannot be believed and has no fallback.
  mutating func obstacles(_ wanted: [Int]) -> [(variable: Int, doubt: ValueDoubt)] {
    var found: [(Int, ValueDoubt)] = []
    for variable in wanted {
      if case .doubtful(let doubt, nil) = read(variable) { found.append((variable, doubt)) }
    }
    return found
  }

  mutating func note(_ variable: Int, _ doubt: ValueDoubt, _ consequence: ValueNote.Consequence) {
    let note = ValueNote(variable: variables[variable].name, doubt: doubt, consequence: consequence)
    if !notes.contains(note) { notes.append(note) }
  }

  /// The text of a variable; empty where there is none, which blocks are asked about before.
  mutating func text(_ variable: Int, _ transforms: [TextTransform]) -> String {
    let text: String
    switch read(variable) {
    case .text(let value): text = value
    case .doubtful(_, let fallback): text = fallback ?? ""
    case .list(let items): text = items.joined(separator: ", ")
    case .unread: text = ""
    }
    return transforms.isEmpty ? text : transforms.reduce(text) { $1.apply(to: $0) }
  }

  /// The items of a variable that is a list.
  mutating func items(_ variable: Int) -> [String] {
    if case .list(let items) = read(variable) { return items }
    return []
  }

  private mutating func read(_ position: Int) -> State {
    if case .unread = states[position] {} else { return states[position] }
    let variable = variables[position]
    var state = believed(variable)
    if case .doubtful(let doubt, _) = state, case .fallback(let texts) = variable.remedy {
      state = .doubtful(doubt, fallback: texts[locale])
      note(position, doubt, .fallback)
    }
    states[position] = state
    return state
  }

  /// The value, if it is there, fresh enough, plausible, and fit to stand in a message.
  private func believed(_ variable: ContentVariable) -> State {
    guard let value = value(of: variable.source, variable.type) else { return .doubtful(.missing, fallback: nil) }
    if let limit = variable.staleAfterSeconds, !isFresh(variable, limit) { return .doubtful(.stale, fallback: nil) }
    if let rule = variable.plausible, rule.evaluateTruth(row: row, context: evaluation) != .true {
      return .doubtful(.implausible, fallback: nil)
    }
    if case .list(let values) = value { return list(values, variable) }
    guard let text = text(of: value, variable.format) else { return .doubtful(.implausible, fallback: nil) }
    return checked(text, variable)
  }

  private func list(_ values: [Value], _ variable: ContentVariable) -> State {
    let items = values.compactMap { text(of: $0, .text) }
      .filter { !$0.allSatisfy(\.isWhitespace) && $0.count <= variable.charactersMax && CharacterRules.isAllowed($0) }
    if items.isEmpty { return .doubtful(values.isEmpty ? .missing : .unsafeCharacters, fallback: nil) }
    return .list(items)
  }

  private func checked(_ text: String, _ variable: ContentVariable) -> State {
    if text.utf8.isEmpty || text.allSatisfy(\.isWhitespace) { return .doubtful(.missing, fallback: nil) }
    if text.utf8.count > variable.charactersMax, text.count > variable.charactersMax {
      return .doubtful(.tooLong, fallback: nil)
    }
    if !CharacterRules.isAllowed(text) { return .doubtful(.unsafeCharacters, fallback: nil) }
    if variable.format == .url, !LinkRules.isAllowed(text) { return .doubtful(.unsafeLink, fallback: nil) }
    return .text(text)
  }

  private func isFresh(_ variable: ContentVariable, _ limit: Int64) -> Bool {
    guard let source = variable.updated, case .timestamp(let moment)? = value(of: source, .timestamp) else {
      return false
    }
    let age = context.now.secondsSince1970 - moment.seconds
    // What is said to be from tomorrow is no fresher than what is too old.
    return age <= limit && age >= -86_400
  }

  private func value(of source: ContentVariable.Source, _ type: ValueType) -> Value? {
    let value: Value?
    switch source {
    case .slot(let slot): value = slot < row.slotCount ? row.value(slot, type: type, symbols: symbols) : nil
    case .program(let program):
      if case .success(let found) = program.evaluate(row: row, context: evaluation) {
        value = found
      } else {
        value = nil
      }
    }
    switch value {
    case .null?, .optional(nil)?: return nil
    case .optional(let inner?)?: return inner
    default: return value
    }
  }

  private func text(of value: Value, _ format: ContentVariable.Format) -> String? {
    switch (value, format) {
    case (.string(let text), _): return text
    case (.bool(let flag), _): return flag ? "true" : "false"
    case (.timestamp(let moment), _): return style.date(context.zone.date(at: moment.instant))
    case (.int(let number), .money): return style.money(Double(number), currency: currency)
    case (.uint(let number), .money): return style.money(Double(number), currency: currency)
    case (.double(let number), .money): return style.money(number, currency: currency)
    case (.int(let number), .percent): return style.percent(Double(number))
    case (.double(let number), .percent): return style.percent(number)
    case (.int(let number), .number): return style.number(number)
    case (.uint(let number), .number): return style.number(Int64(clamping: number))
    case (.double(let number), .number): return style.number(number, decimalsMax: 2)
    case (.int(let number), _): return String(number)
    case (.uint(let number), _): return String(number)
    case (.double(let number), _): return style.number(number, decimalsMax: 4)
    default: return nil
    }
  }
}

extension ResolvedValues {
  /// A template's text.
  mutating func fill(_ template: TextTemplate) -> String {
    if template.parts.count == 1, case .text(let text) = template.parts[0] { return text }
    var result = ""
    for part in template.parts {
      switch part {
      case .text(let text): result += text
      case .slot(let variable, let transforms): result += text(variable, transforms)
      }
    }
    return result
  }

  /// A template's text as an address: what customers bring is percent-encoded, unless it is the whole address, which was
  /// checked when it was read.
  mutating func fillLink(_ template: TextTemplate) -> String {
    if let own = MessageLink(template) { return context.messageLinks[own] ?? "" }
    if template.parts.count == 1, case .slot(let variable, _) = template.parts[0],
      variables[variable].format == .url
    {
      return text(variable, [])
    }
    var result = ""
    for part in template.parts {
      switch part {
      case .text(let text): result += text
      case .slot(let variable, let transforms): result += LinkRules.percentEncoded(text(variable, transforms))
      }
    }
    return result
  }
}
