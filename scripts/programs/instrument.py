"""Compiles a program so that every tensor it gives a name to is seen, all places staying as written."""

import ast


def compile_watched(text, path, recorder, cell):
    tree = ast.parse(python3(text), path)
    tree = ast.fix_missing_locations(Watched().visit(tree))
    name = path if cell is None else f"{path}#{cell}"
    recorder.files[name] = (path, cell)

    import builtins

    builtins.__seen__ = recorder.seen
    return compile(tree, name, "exec")


def python3(text):
    """Python 2's print statements, as lib2to3 mends them; lines stay where they are."""
    try:
        ast.parse(text)
        return text
    except SyntaxError:
        from lib2to3.refactor import RefactoringTool

        fixers = ["print", "xrange", "dict", "except"]
        tool = RefactoringTool([f"lib2to3.fixes.fix_{name}" for name in fixers])
        return str(tool.refactor_string(text + "\n", "program"))


class Watched(ast.NodeTransformer):
    def visit_Assign(self, node):
        self.generic_visit(node)
        return [node, *(seen for target in node.targets for seen in self.seen(target))]

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        return [node, *self.seen(node.target)]

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        return [node, *(self.seen(node.target) if node.value else [])]

    def visit_For(self, node):
        self.generic_visit(node)
        node.body = [*self.seen(node.target), *node.body]
        return node

    def seen(self, target):
        if isinstance(target, (ast.Tuple, ast.List)):
            return [seen for item in target.elts for seen in self.seen(item)]
        if isinstance(target, ast.Starred):
            return []
        if not isinstance(target, ast.Name):
            return []
        call = ast.Call(
            func=ast.Name("__seen__", ast.Load()),
            args=[ast.Constant(target.id), ast.Constant(target.lineno), ast.Constant(target.col_offset + 1),
                  ast.Name(target.id, ast.Load())],
            keywords=[],
        )
        return [ast.copy_location(ast.Expr(ast.copy_location(call, target)), target)]
