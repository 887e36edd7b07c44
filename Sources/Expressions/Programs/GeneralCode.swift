/// The code of an expression for the stack machine that works on any value.
struct GeneralCode: Sendable {
  /// A stretch of instructions whose failures are caught: an operand of `&&` or `||`, the body of `all` or `exists`.
  struct Region: Sendable {
    /// Where to go on, with the failure on the stack.
    var resume: Int
    /// The heights of the stacks when the stretch began.
    var stackHeight: Int
    var loopHeight: Int
  }

  /// The functions of the host that a call may mean.
  struct HostGroup: Sendable {
    var name: String
    var functions: [HostFunction]
    /// The standard function of the same name, tried last.
    var builtin: Builtin?
  }

  var instructions: [GeneralInstruction] = []
  /// For each instruction, the stretch of the text that it came from.
  var origins: [ByteRange] = []
  /// For each instruction, the region around it, or −1.
  var handlers: [Int32] = []
  var regions: [Region] = []
  var constants: [Value] = []
  var names: [String] = []
  var optionalFlags: [[Bool]] = []
  var patterns: [Pattern] = []
  var hosts: [HostGroup] = []
  var failures: [EvaluationError] = []
  var localCount = 0
}

/// One step of the stack machine. Unless said otherwise a step takes its operands from the stack and leaves one value.
enum GeneralInstruction: Sendable {
  case constant(Int)
  case slot(Int, ValueType)
  case slotPresence(Int)
  case slotOptional(Int, ValueType)
  case binding(Int)
  case bindingPresence(Int)
  case bindingOptional(Int)
  case now
  case local(Int)
  case fail(Int)

  case field(Int)
  case optionalField(Int)
  case hasField(Int)
  case call(Builtin, argumentCount: Int)
  case host(Int, argumentCount: Int)
  case match(Int)
  /// The number of elements, and which of them are optional (−1: none).
  case list(Int, flags: Int)
  case map(Int, flags: Int)

  case jump(Int)
  /// Takes a condition; goes elsewhere when it is false.
  case branch(else: Int)
  /// Looks at the left operand: leaves it as the result and jumps when it decides the matter.
  case logicLeft(decidedBy: Bool, end: Int)
  case logicRight(decidedBy: Bool)

  /// Takes the list or map to go through.
  case beginLoop(SyntaxNode.Comprehension.Form, local: Int, hasTwoVariables: Bool)
  /// Puts the next element into the loop's variables, or goes to the end. Takes and leaves nothing.
  case nextElement(exit: Int)
  /// Takes a condition; goes to the next element when it is false.
  case keep(next: Int)
  /// Takes the truth for one element.
  case decide(next: Int, exit: Int)
  /// Takes the value for one element.
  case collect(next: Int)
  case endLoop
  /// Takes a value into a local variable.
  case bind(local: Int)
  /// Takes an optional; puts its value into a local variable, or leaves an empty optional and jumps.
  case openOptional(local: Int, end: Int)
  case wrapOptional
  case requireOptional
}
