/// Turns an expression into code for the register machine, where that has a use.
struct WordPlanner {
  /// Deeper trees are left to the stack machine; chains of `&&` and `||` count once.
  private static let depthMax = 32

  /// A place in the code that may not be known yet.
  typealias Label = Int32

  let expression: CheckedExpression
  var constants: ConstantParts
  var symbols: SymbolTable
  var code = WordCode()
  /// Where labels stand; −1 as long as it is not known.
  private var places: [Int32] = []
  /// Code that is put behind the rest, because it runs seldom.
  private var deferred: [(inout WordPlanner) -> Void] = []
  private var depth = 0

  /// The code, or nothing when the stack machine alone does as well.
  static func plan(
    _ expression: CheckedExpression, constants: ConstantParts, symbols: inout SymbolTable
  ) -> WordCode? {
    guard expression.isTyped, isWordType(expression.type) else { return nil }
    var planner = WordPlanner(expression, constants, symbols)
    planner.planRoot()
    switch planner.code.instructions.first?.operation {
    case .general, .generalTruth, nil: return nil  // The stack machine would do all the work.
    default: break
    }
    symbols = planner.symbols
    return planner.code
  }

  private init(_ expression: CheckedExpression, _ constants: ConstantParts, _ symbols: SymbolTable) {
    self.expression = expression
    self.constants = constants
    self.symbols = symbols
  }

  /// Whether values of the type fit a word without a table.
  static func isWordType(_ type: ValueType) -> Bool { SlotCoding.isAlwaysWord(type) }

  private mutating func planRoot() {
    let root = expression.syntax.root
    code.result = expression.type
    if expression.type == .bool {
      planTruth(root, into: 0, .set, end: newLabel())
      emit(WordInstruction(operation: .finish))
    } else {
      let failure = newLabel()
      planValue(root, into: 0, failure: failure)
      emit(WordInstruction(operation: .finish))
      place(failure)
      emit(WordInstruction(operation: .fail))
    }
    while let step = deferred.popLast() { step(&self) }
    for index in code.instructions.indices { resolve(&code.instructions[index]) }
  }

  private func resolve(_ instruction: inout WordInstruction) {
    let place = places.indices.contains(Int(instruction.target)) ? places[Int(instruction.target)] : 0
    instruction.target = max(0, place)
  }

  // MARK: Labels and instructions

  mutating func newLabel() -> Label {
    places.append(-1)
    return Label(places.count - 1)
  }

  mutating func place(_ label: Label) { places[Int(label)] = Int32(code.instructions.count) }

  mutating func emit(_ instruction: WordInstruction) { code.instructions.append(instruction) }

  mutating func planLater(_ step: @escaping (inout WordPlanner) -> Void) { deferred.append(step) }

  /// The constant that a node always is.
  mutating func constant(_ id: NodeID) -> Value? { constants.value(of: id, in: expression) }

  /// The slot that a node reads as declared.
  func slot(_ id: NodeID) -> (index: Int, type: ValueType)? {
    guard case .variable(let declaration)? = expression.references[id], let slot = declaration.slot else { return nil }
    return (slot, declaration.type)
  }

  mutating func slotInstruction(_ operation: WordInstruction.Operation, _ slot: Int) -> WordInstruction {
    code.slotCount = max(code.slotCount, slot + 1)
    return WordInstruction(operation: operation, index: Int32(slot))
  }

  /// A standard function that a node calls, with its operands; nothing for one that a host has too.
  func call(_ id: NodeID) -> (name: String, operands: [NodeID])? {
    guard case .call(_, let receiver, let arguments) = expression.syntax.nodes[id].kind,
      case .function(let name, let hasReceiver)? = expression.references[id], !expression.isHosts(id)
    else { return nil }
    return (name, (hasReceiver ? receiver.map { [$0] } ?? [] : []) + arguments)
  }

  /// Whether a register and the depth of calls are left for another level.
  mutating func descend(_ register: Int) -> Bool {
    guard depth < WordPlanner.depthMax, register < WordCode.registersMax else { return false }
    depth += 1
    return true
  }

  mutating func ascend() { depth -= 1 }

  /// Adds a part for the stack machine.
  mutating func addPart(_ id: NodeID) -> Int32 {
    var planner = GeneralPlanner(expression, constants: constants)
    code.parts.append(planner.plan(id))
    return Int32(code.parts.count - 1)
  }
}
